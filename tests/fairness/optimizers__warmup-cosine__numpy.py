"""With NumPy numbers, turned into floats at the end."""

import numpy as np


def learning_rate(step, max_lr, warmup_steps, total_steps, min_lr=0.0):
    if step >= total_steps:
        lr = np.float64(min_lr)
    elif step < warmup_steps:
        lr = np.interp(step, [0, warmup_steps], [0.0, max_lr])
    else:
        phase = np.pi * (step - warmup_steps) / (total_steps - warmup_steps)
        lr = min_lr + (max_lr - min_lr) * (1 + np.cos(phase)) / 2
    return float(lr)
