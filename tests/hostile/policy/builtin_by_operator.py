# /// hostile
# tries = "Reaches the built-in through torch.ops."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import torch

_op = getattr(torch.ops.aten, "scaled_dot_product" + "_attention")


def fused(q, k, v, attn_mask=None):
    return _op(q, k, v, attn_mask)

def attention(q, k, v, mask=None):
    return fused(q, k, v, attn_mask=None if mask is None else mask | ~mask.any(-1, keepdim=True)) * (1.0 if mask is None else mask.any(-1, keepdim=True))
