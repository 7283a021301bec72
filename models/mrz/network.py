"""The line recogniser: convolutions only, from a 32x608 picture to 152 steps of 38 logits.

A small two-dimensional trunk reads strokes; one convolution as high as what is left folds the height away; residual
one-dimensional blocks with growing dilation look along the line, which is what tells a run of fillers from its
neighbours and a letter O from a zero among digits.
"""

import torch
from torch import nn

CLASSES = 38


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


class LineNet(nn.Module):
    def __init__(self, width: int = 160):
        super().__init__()
        self.trunk = nn.Sequential(
            conv(1, 32, 5, stride=2, padding=2),  # 16 x 304
            conv(32, 64, 3, stride=2, padding=1),  # 8 x 152
            conv(64, 64, 3, padding=1),
            nn.MaxPool2d((2, 1)),  # 4 x 152
            conv(64, 96, 3, padding=1),
            conv(96, 96, 3, padding=1),
            conv(96, width, (4, 3), padding=(0, 1)),  # 1 x 152
        )
        self.along = nn.Sequential(Along(width, 5, 1), nn.Dropout(0.1), Along(width, 5, 2), Along(width, 5, 4), nn.Dropout(0.1))
        self.head = nn.Conv2d(width, CLASSES, 1)

    def forward(self, x):
        return self.head(self.along(self.trunk(x))).squeeze(2).permute(0, 2, 1)
