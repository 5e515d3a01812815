"""What the division by √d is for, and what a cache of keys and values weighs."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

WIDTHS = [4, 8, 16, 32, 64, 128, 256, 512, 1024]
KEYS = 32
CONTEXTS = [2**power for power in range(10, 18)]
LAYERS, HEAD_WIDTH, BYTES = 32, 128, 2
GIB = 2**30


def softmax(scores: np.ndarray) -> np.ndarray:
    """Turn scores into weights along the last axis."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return raised / raised.sum(-1, keepdims=True)


@picture
def largest_weight(sketch: Sketch) -> None:
    """The largest of 32 attention weights, averaged over 500 random queries. Undivided scores make it approach 1,
    so the softmax passes on hardly any gradient; divided by d, the query ends in a plain average of 1/32 = 0.03
    each.
    """
    dice = np.random.default_rng(0)
    raw, by_root, by_d = [], [], []
    for d in WIDTHS:
        scores = dice.standard_normal((500, d)) @ dice.standard_normal((d, KEYS))
        for kept, divisor in ((raw, 1.0), (by_root, np.sqrt(d)), (by_d, d)):
            kept.append(softmax(scores / divisor).max(-1).mean())
    sketch.require(raw[-1] > 0.9 and by_d[-1] < 1.2 / KEYS, "The ends are not where the caption has them.")
    sketch.require(max(by_root) - min(by_root) < 0.1, "Divided by √d the largest weight depends on the width.")
    sketch.plot(x="head width d", y="largest weight", log_x=True)
    for name, kept in (("undivided", raw), ("divided by √d", by_root), ("divided by d", by_d)):
        sketch.curve(name, WIDTHS, kept)


@picture
def cache_by_context(sketch: Sketch) -> None:
    """Keys and values of one sequence in a model of 32 layers with heads of width 128, in bf16. Eight shared pairs
    of key and value heads instead of 32 make it 1 GiB instead of 4 at 8192 tokens.
    """
    sizes = {}
    for heads in (32, 8, 1):
        sizes[heads] = [2 * LAYERS * heads * HEAD_WIDTH * BYTES * tokens / GIB for tokens in CONTEXTS]
    at = CONTEXTS.index(8192)
    sketch.require(sizes[32][at] == 4 and sizes[8][at] == 1, "The cache at 8192 tokens is not 4 and 1 GiB.")
    sketch.plot(x="tokens of context", y="GiB", log_x=True, log_y=True)
    for heads, name in ((32, "32 heads of their own"), (8, "8 groups"), (1, "1 for all")):
        sketch.curve(name, CONTEXTS, sizes[heads])
