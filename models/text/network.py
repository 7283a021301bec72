"""The recogniser: convolutions only, from a picture 32 pixels high to one set of logits every four pixels along it.

A small two-dimensional trunk reads strokes; one convolution as high as what is left folds the height away; residual
one-dimensional blocks with growing dilation look along the line: whether O is a letter or a zero, whether a
stroke is I, l or 1, is told by the neighbours.
"""

import torch
from torch import nn

from alphabet import BLANK

CLASSES = BLANK + 1


def conv(inputs: int, outputs: int, kernel, stride=1, padding=0, dilation=1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Along(nn.Module):
    """Residual block along the line."""

    def __init__(self, width: int, reach: int, dilation: int):
        super().__init__()
        self.look = conv(width, width, (1, reach), padding=(0, reach // 2 * dilation), dilation=(1, dilation))
        self.mix = nn.Sequential(nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.mix(self.look(x)))


class TextNet(nn.Module):
    def __init__(self, width: int = 160):
        super().__init__()
        self.trunk = nn.Sequential(
            conv(1, 32, 5, stride=2, padding=2),  # 16 x W/2
            conv(32, 64, 3, stride=2, padding=1),  # 8 x W/4
            conv(64, 64, 3, padding=1),
            nn.MaxPool2d((2, 1)),  # 4 x W/4
            conv(64, 96, 3, padding=1),
            conv(96, 96, 3, padding=1),
            conv(96, width, (4, 3), padding=(0, 1)),  # 1 x W/4
        )
        self.along = nn.Sequential(Along(width, 5, 1), nn.Dropout(0.1), Along(width, 5, 2), Along(width, 5, 4), nn.Dropout(0.1))
        self.head = nn.Conv2d(width, CLASSES, 1)

    def forward(self, x):
        return self.head(self.along(self.trunk(x))).squeeze(2).permute(0, 2, 1)
