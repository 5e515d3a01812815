import torch
import torch.nn.functional as F


def distillation_loss(student, teacher, targets, temperature=2.0, alpha=0.5):
    # student, teacher: (n, C) logits, targets: (n,)
    # TODO: return the mixture of cross-entropy and softened divergence, a scalar tensor
    ...
