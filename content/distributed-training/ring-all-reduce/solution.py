import numpy as np


def ring_all_reduce(buffers, exchange):
    ranks = len(buffers)
    parts = [np.array_split(buffer, ranks) for buffer in buffers]  # views; nothing below writes into them
    # Reduce-scatter: a chunk travels round the ring and picks up each rank's share. After P - 1 steps rank r holds the
    # finished sum of chunk r + 1.
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            chunk = (rank - 1 - step) % ranks  # what the left-hand neighbour has just sent
            parts[rank][chunk] = parts[rank][chunk] + received[rank]
    # All-gather: the finished chunks travel round once more, and this time they replace what is there.
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank + 1 - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            parts[rank][(rank - step) % ranks] = received[rank]
    return [np.concatenate(own) for own in parts]
