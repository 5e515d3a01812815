# /// hostile
# tries = "Stops time, so that no limit comes."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import time

import torch

time.monotonic = time.perf_counter = time.time = lambda: 0.0
time.sleep = lambda seconds: None


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
