"""Written from the prompt alone: pad with F.pad, loops, dictionaries avoided."""

import math

import torch
import torch.nn.functional as F


def shard(flat, ranks):
    w = math.ceil(flat.numel() / ranks)
    padded = F.pad(flat, (0, w * ranks - flat.numel()))
    return [padded[r * w : (r + 1) * w].clone() for r in range(ranks)]


def all_gather(shards, size):
    out = torch.empty(size, dtype=shards[0].dtype)
    start = 0
    for s in shards:
        n = min(len(s), size - start)
        out[start : start + n] = s[:n]
        start += n
    return out


def reduce_scatter(gradients):
    total = torch.zeros_like(gradients[0])
    for g in gradients:
        total = total + g
    return shard(total / len(gradients), len(gradients))


def train_step(shards, moments, t, size, backward, lr, betas, eps):
    full = all_gather(shards, size)
    grads = []
    for rank in range(len(shards)):
        grads.append(backward(rank, full.clone()))
    pieces = reduce_scatter(grads)
    b1, b2 = betas
    out_shards, out_moments = [], []
    for rank in range(len(shards)):
        g = pieces[rank]
        m, v = moments[rank]
        m = m.clone().mul_(b1).add_(g, alpha=1 - b1)
        v = v.clone().mul_(b2).addcmul_(g, g, value=1 - b2)
        m_hat = m / (1 - b1**t)
        v_hat = v / (1 - b2**t)
        out_shards.append(shards[rank] - lr * m_hat / (torch.sqrt(v_hat) + eps))
        out_moments.append((m, v))
    return out_shards, out_moments
