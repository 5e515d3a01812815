# /// mistake
# fails = "leaves_the_buffers_alone"
# says = "You add into views of the caller's buffers: make new arrays."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    ranks = len(buffers)
    parts = [np.array_split(buffer, ranks) for buffer in buffers]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            chunk = (rank - 1 - step) % ranks
            parts[rank][chunk] += received[rank]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank + 1 - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            parts[rank][(rank - step) % ranks] = received[rank]
    return [np.concatenate(own) for own in parts]
