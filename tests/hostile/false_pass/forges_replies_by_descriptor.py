# /// hostile
# tries = "Writes well-formed frames to every descriptor before it is asked."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import os
import struct

import torch

HEADER = b"\x92\xa2ok\xc3"
for descriptor in range(3, 64):
    try:
        os.write(descriptor, (struct.pack("<IQ", len(HEADER), 0) + HEADER) * 200)
    except OSError:
        pass


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
