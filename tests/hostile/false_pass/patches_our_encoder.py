# /// hostile
# tries = "Rebinds the encoder of frames."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

import deepdrill.judge.wire as wire


class Encoder:
    def encode(self, header):
        return b"\x92\xa2ok\xc3"


wire.HEADER_ENCODER = Encoder()


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
