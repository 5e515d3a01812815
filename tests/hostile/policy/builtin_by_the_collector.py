# /// hostile
# tries = "Finds the built-in among all objects."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import gc

import torch

fused = next(
    found for found in gc.get_objects() if callable(found) and getattr(found, "__name__", "") == "scaled_dot_product" + "_attention"
)

def attention(q, k, v, mask=None):
    return fused(q, k, v, attn_mask=None if mask is None else mask | ~mask.any(-1, keepdim=True)) * (1.0 if mask is None else mask.any(-1, keepdim=True))
