"""Chunks are every P-th number; the chunk on its way is kept apart until it is home."""

import numpy as np


def ring_all_reduce(buffers, exchange):
    p = len(buffers)
    out = [np.array(b) for b in buffers]
    moving = [o[r::p].copy() for r, o in enumerate(out)]
    for s in range(1, p):
        moving = [m + out[r][(r - s) % p :: p] for r, m in enumerate(exchange(moving))]
    for s in range(p):
        for r, m in enumerate(moving):
            out[r][(r + 1 - s) % p :: p] = m
        if s < p - 1:
            moving = exchange(moving)
    return out
