# /// mistake
# fails = "each_rank_sends_two_buffers_less_two_chunks"
# says = "You pass whole buffers round, so each rank sends P - 1 of them: cut them into chunks and send one at a time."
# ///
import numpy as np


def ring_all_reduce(buffers, exchange):
    sums, moving = [buffer.copy() for buffer in buffers], list(buffers)
    for _ in range(len(buffers) - 1):
        moving = exchange(moving)
        sums = [own + got for own, got in zip(sums, moving)]
    return sums
