# /// mistake
# fails = "the_length_need_not_divide"
# says = "You cut into chunks of N // P numbers and lose the rest: the last chunks may be shorter, but nothing is left over."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    ranks = len(buffers)
    parts = [
        [buffer[i * (len(buffer) // ranks) : (i + 1) * (len(buffer) // ranks)] for i in range(ranks)]
        for buffer in buffers
    ]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            chunk = (rank - 1 - step) % ranks
            parts[rank][chunk] = parts[rank][chunk] + received[rank]
    for step in range(ranks - 1):
        received = exchange([parts[rank][(rank + 1 - step) % ranks] for rank in range(ranks)])
        for rank in range(ranks):
            parts[rank][(rank - step) % ranks] = received[rank]
    return [np.concatenate([*own, buffer[ranks * (len(buffer) // ranks) :]]) for own, buffer in zip(parts, buffers)]
