"""One table with a row per rank; all ranks take their step at once."""

import torch


def table(flat, ranks):
    width = (flat.numel() + ranks - 1) // ranks
    rows = torch.zeros(ranks, width, dtype=flat.dtype)
    rows.view(-1)[: flat.numel()] = flat
    return rows


def shard(flat, ranks):
    return list(table(flat, ranks))


def all_gather(shards, size):
    return torch.stack(list(shards)).flatten()[:size]


def reduce_scatter(gradients):
    return list(table(torch.stack(gradients).mean(0), len(gradients)))


def train_step(shards, moments, t, size, backward, lr, betas, eps):
    theta, m, v = (torch.stack(x) for x in (list(shards), [a for a, _ in moments], [b for _, b in moments]))
    whole = theta.flatten()[:size]
    g = torch.stack(reduce_scatter([backward(r, whole) for r in range(len(shards))]))
    m = torch.lerp(g, m, betas[0])
    v = torch.lerp(g.square(), v, betas[1])
    root = (v / (1 - betas[1] ** t)).sqrt() + eps
    theta = theta - lr * (m / (1 - betas[0] ** t)) / root
    return list(theta), list(zip(m, v))
