# /// hostile
# tries = "Asks to call what was never lent."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import gc

import torch

from deepdrill.judge.wire import Channel

LINE = next(found for found in gc.get_objects() if isinstance(found, Channel))


def attention(q, k, v, mask=None):
    for request in ({"id": 0, "args": [], "kwargs": {}}, {"id": -1}, None, 7, {"id": [1], "args": 3, "kwargs": {1: 2}}):
        LINE.send("lent", request)
        LINE.receive()
    return q
