"""Writes a checkpoint's averaged weights as ONNX (input x: N,1,32,608; output y: N,152,38) and checks the result."""

import argparse
import os

import numpy as np
import torch

from network import LineNet


def export(checkpoint: str, target: str) -> None:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    net = LineNet()
    net.load_state_dict(state["average"])
    net.eval()
    example = torch.randn(1, 1, 32, 608)
    axes = {"x": {0: "n"}, "y": {0: "n"}}
    part = target + ".part"
    torch.onnx.export(
        net, (example,), part, input_names=["x"], output_names=["y"], dynamic_axes=axes, opset_version=17, dynamo=False
    )

    import onnxruntime

    session = onnxruntime.InferenceSession(part, providers=["CPUExecutionProvider"])
    for n in (1, 3):
        x = torch.randn(n, 1, 32, 608)
        got = session.run(None, {"x": x.numpy()})[0]
        with torch.no_grad():
            want = net(x).numpy()
        assert got.shape == (n, 152, 38), got.shape
        assert np.abs(got - want).max() < 1e-3, np.abs(got - want).max()
    os.replace(part, target)
    print(f"{target}: {os.path.getsize(target)} bytes, step {state['step']}, {state['minutes']:.1f} minutes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("target", nargs="?", default="mrz_line.onnx")
    arguments = parser.parse_args()
    export(arguments.checkpoint, arguments.target)
