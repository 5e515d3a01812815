# /// mistake
# fails = "every_rank_gets_the_sum"
# says = "In the reduce-scatter you replace your share by what you receive: add the two."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    ranks = len(buffers)
    parts = [np.array_split(buffer, ranks) for buffer in buffers]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            chunk = (rank - 1 - step) % ranks
            parts[rank][chunk] = received[rank]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank + 1 - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            parts[rank][(rank - step) % ranks] = received[rank]
    return [np.concatenate(own) for own in parts]
