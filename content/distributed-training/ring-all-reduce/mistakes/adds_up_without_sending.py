# /// mistake
# fails = "each_rank_sends_two_buffers_less_two_chunks"
# says = "You add the buffers up directly: a rank only knows its own numbers and what it receives."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    return [np.sum(buffers, axis=0, dtype=buffers[0].dtype) for _ in buffers]
