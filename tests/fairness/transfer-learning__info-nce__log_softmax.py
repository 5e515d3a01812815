"""One matrix of log-probabilities per direction and an identity to pick from it."""

import torch


def unit(x):
    return x * torch.rsqrt((x * x).sum(-1, keepdim=True))


def clip_loss(image, text, temperature):
    n = image.shape[0]
    scale = temperature.reciprocal()
    logits_per_image = scale * unit(image) @ unit(text).t()
    logits_per_text = logits_per_image.t()
    eye = torch.eye(n, dtype=image.dtype)
    total = 0.0
    for table in (logits_per_image, logits_per_text):
        table = table - table.max(dim=1, keepdim=True).values
        logp = table - table.exp().sum(1, keepdim=True).log()
        total = total - (logp * eye).sum() / n
    return total / 2
