# /// mistake
# fails = "every_rank_gets_the_sum"
# says = "Every rank sends the same chunk in every step: after the first step it sends on what it has just received and added to."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    ranks = len(buffers)
    parts = [np.array_split(buffer, ranks) for buffer in buffers]
    for step in range(ranks - 1):
        received = exchange([parts[rank][rank] for rank in range(ranks)])
        for rank in range(ranks):
            chunk = (rank - 1) % ranks
            parts[rank][chunk] = parts[rank][chunk] + received[rank]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank + 1 - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            parts[rank][(rank - step) % ranks] = received[rank]
    return [np.concatenate(own) for own in parts]
