# /// mistake
# fails = "frozen_parameters_are_left_out"
# says = "Frozen parameters are in your groups: leave out what requires no gradient."
# ///
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, d_in, hidden, classes, dropout):
        super().__init__()
        self.fc1 = nn.Linear(d_in, hidden)
        self.norm = nn.LayerNorm(hidden)
        self.drop = nn.Dropout(dropout)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        hidden = torch.relu(self.norm(self.fc1(x)))
        return self.fc2(self.drop(hidden))


def parameter_groups(model, weight_decay):
    decayed, spared = [], []
    seen = set()
    for module in model.modules():
        several = isinstance(module, nn.LayerNorm | nn.RMSNorm)
        for parameter in module.parameters(recurse=False):
            if parameter not in seen:
                seen.add(parameter)
                (spared if several or parameter.dim() < 2 else decayed).append(parameter)
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": spared, "weight_decay": 0.0}]


def dropout_only(model):
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.Dropout | nn.Dropout1d | nn.Dropout2d | nn.Dropout3d):
            module.train()
    return model
