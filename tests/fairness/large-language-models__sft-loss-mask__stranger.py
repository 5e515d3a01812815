"""Written from the prompt alone: slices per row, cross_entropy with ignore_index."""

import math

import torch
import torch.nn.functional as F


def make_labels(tokens, real, prompt_lengths):
    labels = tokens.clone()
    for i, length in enumerate(prompt_lengths.tolist()):
        labels[i, :length] = -100
    labels[~real] = -100
    return labels


def sft_loss(logits, labels):
    if logits.dtype not in (torch.float32, torch.float64):
        logits = logits.to(torch.float32)
    z = logits[:, :-1].reshape(-1, logits.shape[-1])
    y = labels[:, 1:].reshape(-1)
    n = int((y != -100).sum())
    if n == 0:
        zero = z[:0].sum()
        return zero, torch.ones_like(zero)
    loss = F.cross_entropy(z, y, ignore_index=-100)
    return loss, torch.exp(loss)
