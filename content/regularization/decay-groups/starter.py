import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, d_in, hidden, classes, dropout):
        super().__init__()
        # TODO

    def forward(self, x):
        # TODO
        ...


def parameter_groups(model, weight_decay):
    # TODO: those that decay, and those that do not
    ...


def dropout_only(model):
    # TODO: evaluation mode, but for dropout
    ...
