"""Begins with what the recogniser of machine-readable lines learned: strokes, capitals and digits in bad pictures.

`mrz_line.onnx` has the same layers; its batch normalisations are folded into its convolutions. They are unfolded on a
batch of our own lines, so that the network begins as that one, with a larger head.
"""

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from alphabet import BLANK, INDEX
from network import TextNet

MRZ_CLASSES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"


@torch.no_grad()
def warm_start(net: TextNet, path: str, pictures: torch.Tensor) -> None:
    """Fills the network; `pictures` is a batch of normalised lines, N x 1 x 32 x W."""
    graph = onnx.load(path).graph
    arrays = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    folded = [[arrays[name] for name in node.input[1:]] for node in graph.node if node.op_type == "Conv"]
    *folded, (head, head_bias) = folded

    layers = [m for m in net.modules() if isinstance(m, (nn.Conv2d, nn.BatchNorm2d)) and m is not net.head]
    for conv, norm, (weight, bias) in zip(layers[::2], layers[1::2], folded, strict=True):
        conv.weight.copy_(weight)
        norm.folded_bias = bias

    def unfold(norm, inputs):
        seen = inputs[0]
        mean, variance = seen.mean((0, 2, 3)), seen.var((0, 2, 3), unbiased=False)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.copy_(mean + norm.folded_bias)

    hooks = [norm.register_forward_pre_hook(unfold) for norm in layers[1::2]]
    net.eval()
    net(pictures)
    for hook in hooks:
        hook.remove()

    rows = [INDEX[c] for c in MRZ_CLASSES] + [BLANK]
    net.head.weight.mul_(0.1)
    net.head.bias.fill_(-4.0)
    net.head.weight[rows] = head
    net.head.bias[rows] = head_bias
