# /// hostile
# tries = "Switches dispatch modes off around the built-in."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import torch
from torch.utils._python_dispatch import _disable_current_modes


def fused(q, k, v, attn_mask=None):
    with _disable_current_modes():
        return getattr(torch.nn.functional, "scaled_dot_product" + "_attention")(q, k, v, attn_mask=attn_mask)

def attention(q, k, v, mask=None):
    return fused(q, k, v, attn_mask=None if mask is None else mask | ~mask.any(-1, keepdim=True)) * (1.0 if mask is None else mask.any(-1, keepdim=True))
