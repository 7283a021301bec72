"""Writes a checkpoint's averaged weights as ONNX (input x: N,1,32,W; output y: N,W/4,classes) and checks the result.

The list of classes lies in the file's metadata under `classes`, so that weights and list cannot come apart.
"""

import argparse
import os

import numpy as np
import onnx
import torch

from alphabet import CLASSES
from network import TextNet


def export(checkpoint: str, target: str) -> None:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    net = TextNet()
    net.load_state_dict(state["average"])
    net.eval()
    example = torch.randn(1, 1, 32, 256)
    axes = {"x": {0: "n", 3: "w"}, "y": {0: "n", 1: "steps"}}
    part = target + ".part"
    torch.onnx.export(
        net, (example,), part, input_names=["x"], output_names=["y"], dynamic_axes=axes, opset_version=17, dynamo=False
    )
    model = onnx.load(part)
    model.metadata_props.add(key="classes", value=CLASSES)
    onnx.save(model, part)

    import onnxruntime

    session = onnxruntime.InferenceSession(part, providers=["CPUExecutionProvider"])
    for n, w in ((1, 96), (3, 640)):
        x = torch.randn(n, 1, 32, w)
        got = session.run(None, {"x": x.numpy()})[0]
        with torch.no_grad():
            want = net(x).numpy()
        assert got.shape == (n, w // 4, len(CLASSES) + 1), got.shape
        assert np.abs(got - want).max() < 1e-2, np.abs(got - want).max()
    os.replace(part, target)
    print(f"{target}: {os.path.getsize(target)} bytes, step {state['step']}, {state['minutes']:.1f} minutes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("target", nargs="?", default="text_line.onnx")
    arguments = parser.parse_args()
    export(arguments.checkpoint, arguments.target)
