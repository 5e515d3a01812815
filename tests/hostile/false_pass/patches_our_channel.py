# /// hostile
# tries = "Rebinds Channel.send to claim that all went well."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

from deepdrill.judge.wire import Channel

honest = Channel.send


def send(self, verb, body, **how):
    honest(self, "passed" if verb == "crashed" else verb, {"outcome": "passed"}, **how)


Channel.send = send


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
