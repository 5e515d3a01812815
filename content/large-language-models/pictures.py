"""What a batch costs in decoding, and what speculation brings."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

PARAMETERS = 8e9
WEIGHTS = 2 * PARAMETERS  # bytes, bf16
BANDWIDTH, PEAK = 3.35e12, 989e12  # bytes and bf16 operations per second of an H100 (SXM, dense)
CACHE_PER_TOKEN = 2 * 32 * 8 * 128 * 2  # bytes: 32 layers, 8 key/value heads of 128
BATCHES = np.unique(np.logspace(0, 3, 61).astype(int))


def rate(batch: np.ndarray, context: int) -> np.ndarray:
    """Give the tokens per second of a whole batch at best: the slower of memory and arithmetic."""
    memory_s = (WEIGHTS + batch * context * CACHE_PER_TOKEN) / BANDWIDTH
    arithmetic_s = 2 * PARAMETERS * batch / PEAK
    return batch / np.maximum(memory_s, arithmetic_s)


@picture
def throughput_by_batch(sketch: Sketch) -> None:
    """Tokens per second of an 8-billion model in bf16 at best on one H100, whose memory is not counted here. While
    the weights dominate what is read, doubling the batch doubles the rate. Without any cache arithmetic takes over
    at 295 sequences; with 8000 tokens each, the caches hold the rate down long before.
    """
    sketch.plot(x="sequences in the batch", y="tokens per second", log_x=True, log_y=True)
    for context, name in ((0, "no cache"), (1000, "1000 tokens each"), (8000, "8000 tokens each")):
        sketch.curve(name, BATCHES, rate(BATCHES, context))
    crossing = WEIGHTS / BANDWIDTH * PEAK / (2 * PARAMETERS)
    sketch.require(295 <= crossing < 296, f"Arithmetic takes over at {crossing:.1f}.")


@picture
def speculation(sketch: Sketch) -> None:
    """Speed-up over the large model alone, if each drafted token is accepted independently and a step of the draft
    costs a twentieth of a pass. Eight drafted tokens beat four only where more than seven in ten are accepted; a
    poor draft makes it slower.
    """
    accepted = np.linspace(0, 0.99, 67)
    ends, speeds = {}, {}
    sketch.plot(x="chance that a token is accepted", y="times as fast")
    for drafted in (2, 4, 8):
        tokens = (1 - accepted ** (drafted + 1)) / (1 - accepted)
        speed = tokens / (1 + drafted / 20)
        ends[drafted] = (speed[0], speed[-1])
        speeds[drafted] = speed
        sketch.curve(f"{drafted} drafted", accepted, speed)
    sketch.require(ends[8][0] < 1 < ends[2][1] < ends[8][1], f"The ends are {ends}.")
    crossing = float(accepted[np.argmax(speeds[8] > speeds[4])])
    sketch.require(0.7 < crossing < 0.73, f"Eight beat four from {crossing:.3f} on.")
