# /// mistake
# fails = "each_rank_sends_two_buffers_less_two_chunks"
# says = "You make P exchanges in a phase: the last one brings back what was sent first, so P - 1 are enough."
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
    for step in range(ranks):
        received = exchange([parts[rank][(rank + 1 - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            parts[rank][(rank - step) % ranks] = received[rank]
    return [np.concatenate(own) for own in parts]
