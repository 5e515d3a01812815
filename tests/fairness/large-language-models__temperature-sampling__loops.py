"""Row by row in Python floats."""

import math

import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("temperature")
    vocabulary = logits.shape[-1]
    tokens = []
    for row, point in zip(logits.reshape(-1, vocabulary).tolist(), u.reshape(-1).tolist(), strict=True):
        allowed = [i for i, z in enumerate(row) if z != -math.inf]
        if temperature == 0:
            tokens.append(max(allowed, key=lambda i: row[i]))
            continue
        top = max(row)
        mass = {i: math.exp((row[i] - top) / temperature) for i in allowed}
        total = sum(mass.values())
        so_far, chosen = 0.0, allowed[-1]
        for i in allowed:
            so_far += mass[i] / total
            if point < so_far:
                chosen = i
                break
        tokens.append(chosen)
    return torch.tensor(tokens, dtype=torch.int64).reshape(u.shape)
