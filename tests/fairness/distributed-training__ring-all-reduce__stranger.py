"""Written from the prompt alone: padded copies, offsets, starts with the chunk of the right-hand neighbour."""

import numpy as np


def ring_all_reduce(buffers, exchange):
    P = len(buffers)
    N = buffers[0].shape[0]
    size = -(-N // P)
    data = []
    for b in buffers:
        row = np.zeros((P, size), dtype=b.dtype)
        row.reshape(-1)[:N] = b
        data.append(row)
    if P > 1:
        holding = [(r + 1) % P for r in range(P)]
        for _ in range(P - 1):
            got = exchange([data[r][holding[r]] for r in range(P)])
            holding = [holding[r - 1] for r in range(P)]
            for r in range(P):
                data[r][holding[r]] = data[r][holding[r]] + got[r]
        for _ in range(P - 1):
            got = exchange([data[r][holding[r]] for r in range(P)])
            holding = [holding[r - 1] for r in range(P)]
            for r in range(P):
                data[r][holding[r]] = got[r]
    return [d.reshape(-1)[:N].copy() for d in data]
