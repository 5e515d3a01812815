# /// hostile
# tries = "A thread answers the next question before the main thread has read it."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed", "timed out"]
# ///
import gc
import threading
import time

import torch

from deepdrill.judge.wire import Channel


def answer():
    line = next(found for found in gc.get_objects() if isinstance(found, Channel))
    for _ in range(400):
        time.sleep(0.002)
        line.send("ok", torch.zeros(2, 4))


threading.Thread(target=answer, daemon=True).start()


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
