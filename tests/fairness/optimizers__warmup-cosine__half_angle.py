"""The cosine by the half angle; the end by min()."""

from math import cos, pi


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step < min(warmup_steps, total_steps):
        return step / warmup_steps * max_lr
    remaining = total_steps - step
    if remaining <= 0:
        return min_lr
    u = 1.0 - remaining / (total_steps - warmup_steps)
    return min_lr + (max_lr - min_lr) * cos(pi * u / 2) ** 2
