"""Sequential inside, recursion over children."""

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, d_in, hidden, classes, dropout):
        super().__init__()
        self.fc1 = nn.Linear(d_in, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.middle = nn.Sequential(nn.ReLU(), nn.Dropout(p=dropout))
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.fc2(self.middle(self.norm(self.fc1(x))))


def parameter_groups(model, weight_decay):
    spared, decayed = {}, {}

    def visit(module):
        is_norm = type(module) in (nn.LayerNorm, nn.RMSNorm)
        for p in module._parameters.values():
            if p is None or not p.requires_grad:
                continue
            target = spared if is_norm or len(p.shape) <= 1 else decayed
            target.setdefault(id(p), p)
        for child in module.children():
            visit(child)

    visit(model)
    return [
        {"params": list(decayed.values()), "weight_decay": weight_decay},
        {"params": list(spared.values()), "weight_decay": 0.0},
    ]


def dropout_only(model):
    kinds = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)
    model.train(False)

    def wake(module):
        if isinstance(module, kinds):
            module.train(True)

    return model.apply(wake)
