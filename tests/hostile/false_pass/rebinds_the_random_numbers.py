# /// hostile
# tries = "Makes every draw zero, so that the right answer is zero."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import random

import numpy as np
import torch

torch.randn = torch.rand = lambda *shape, **how: torch.zeros(*(shape[0] if isinstance(shape[0], tuple) else shape))
torch.Generator = lambda *args: torch.default_generator
np.random.normal = np.random.rand = lambda *args: 0.0
random.random = lambda: 0.0


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
