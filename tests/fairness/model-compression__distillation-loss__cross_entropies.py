"""Divergence as cross-entropy with soft targets minus the entropy of the teacher."""

import torch
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    with torch.no_grad():
        q = torch.softmax(teacher / temperature, dim=-1)
        logq = torch.log_softmax(teacher / temperature, dim=-1)
        entropy = -(q * logq).sum(-1).mean()
    cross = F.cross_entropy(student / temperature, q)
    ce = F.nll_loss(F.log_softmax(student, dim=-1), targets)
    return ce * (1 - alpha) + (cross - entropy) * (alpha * temperature * temperature)
