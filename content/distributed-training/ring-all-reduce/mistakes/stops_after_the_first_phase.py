# /// mistake
# fails = "every_rank_gets_the_sum"
# says = "After the reduce-scatter each rank has one finished chunk: send them round once more."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    ranks = len(buffers)
    parts = [np.array_split(buffer, ranks) for buffer in buffers]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            chunk = (rank - 1 - step) % ranks
            parts[rank][chunk] = parts[rank][chunk] + received[rank]
    return [np.concatenate(own) for own in parts]
