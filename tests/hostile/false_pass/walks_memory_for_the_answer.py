# /// hostile
# tries = "Looks through all objects of the collector for the drill's solution or checks."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import gc

import torch


def search():
    for found in gc.get_objects():
        if isinstance(found, dict):
            for value in list(found.values()):
                if isinstance(value, str) and "def attention" in value and "masked_fill(blind" in value and "MARK" not in value:
                    return value
                if callable(value) and getattr(value, "__name__", "") in ("oracle", "wanted_gradients"):
                    return value
    return None


STOLEN = search()
if isinstance(STOLEN, str):
    exec(STOLEN.replace("def attention", "def stolen"))


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return stolen(q, k, v, mask) if isinstance(STOLEN, str) else STOLEN(q, k, v, mask) if STOLEN else wrong(q, v)
