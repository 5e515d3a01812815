# /// hostile
# tries = "Writes the program's own JSON events to every descriptor."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import os

import torch

EVENT = b'{"event":"verdict","verdict":{"schema":1,"drill":"x","revision":1,"outcome":"passed","message":"","seed":1}}\n'
for descriptor in range(64):
    try:
        os.write(descriptor, EVENT * 3)
    except OSError:
        pass
print(EVENT.decode())


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
