"""Names and prefixes of normalisation layers; functional dropout that is told the mode."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Classifier(nn.Module):
    def __init__(self, d_in, hidden, classes, dropout):
        super().__init__()
        self.p = dropout
        self.fc1 = nn.Linear(d_in, hidden)
        self.norm = nn.LayerNorm((hidden,))
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        h = F.relu(self.norm(self.fc1(x)))
        h = F.dropout(h, p=self.p, training=self.training)
        return self.fc2(h)


def parameter_groups(model, weight_decay):
    norms = set()
    for prefix, module in model.named_modules():
        if isinstance(module, (nn.LayerNorm, nn.RMSNorm)):
            norms |= {id(p) for p in module.parameters()}
    groups = {True: [], False: []}
    for name, p in model.named_parameters():
        if p.requires_grad:
            groups[p.ndim >= 2 and id(p) not in norms].append(p)
    return [dict(params=groups[True], weight_decay=weight_decay), dict(params=groups[False], weight_decay=0.0)]


def dropout_only(model):
    for m in model.modules():
        m.training = isinstance(m, nn.modules.dropout._DropoutNd)
    return model
