# /// hostile
# tries = "Reaches the built-in through eval of a reversed text."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import torch

fused = eval("noitnetta_tcudorp_tod_delacs.lanoitcnuf.nn.hcrot"[::-1])

def attention(q, k, v, mask=None):
    return fused(q, k, v, attn_mask=None if mask is None else mask | ~mask.any(-1, keepdim=True)) * (1.0 if mask is None else mask.any(-1, keepdim=True))
