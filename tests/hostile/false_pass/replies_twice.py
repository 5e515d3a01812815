# /// hostile
# tries = "Sends each reply twice, so that answers run ahead of questions."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

from deepdrill.judge.wire import Channel

honest = Channel.send


def send(self, verb, body, **how):
    honest(self, verb, body, **how)
    honest(self, verb, body, **how)


Channel.send = send


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
