# /// hostile
# tries = "Reaches the built-in by importlib."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import importlib

fused = vars(importlib.import_module("torch.nn" + ".functional"))["scaled_dot_product" + "_attention"]

def attention(q, k, v, mask=None):
    return fused(q, k, v, attn_mask=None if mask is None else mask | ~mask.any(-1, keepdim=True)) * (1.0 if mask is None else mask.any(-1, keepdim=True))
