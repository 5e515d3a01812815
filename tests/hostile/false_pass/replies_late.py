# /// hostile
# tries = "Keeps each reply back and answers every question with the last one's."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

from deepdrill.judge.wire import Channel

honest = Channel.send
LAST = [("ok", None)]


def send(self, verb, body, **how):
    LAST.append((verb, body))
    honest(self, *LAST[-2], **how)


Channel.send = send


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
