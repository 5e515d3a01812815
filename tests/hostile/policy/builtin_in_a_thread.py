# /// hostile
# tries = "Calls the built-in in a thread, where a dispatch mode is not active."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import threading

import torch


def fused(q, k, v, attn_mask=None):
    box = []
    f = getattr(torch.nn.functional, "scaled_dot_product" + "_attention")
    thread = threading.Thread(target=lambda: box.append(f(q, k, v, attn_mask=attn_mask)))
    thread.start()
    thread.join()
    return box[0]

def attention(q, k, v, mask=None):
    return fused(q, k, v, attn_mask=None if mask is None else mask | ~mask.any(-1, keepdim=True)) * (1.0 if mask is None else mask.any(-1, keepdim=True))
