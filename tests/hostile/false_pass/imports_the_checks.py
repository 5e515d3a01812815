# /// hostile
# tries = "Imports the checks module and calls its oracle."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import importlib
import sys

import torch

ORACLE = None
sys.path.insert(0, "@CONTENT@/attention/scaled-dot-product")
for name in ("checks", "solution", "deepdrill.library.attention.checks", "content.attention.checks"):
    try:
        module = importlib.import_module(name)
        ORACLE = getattr(module, "oracle", None) or getattr(module, "attention", None)
    except ImportError:
        pass


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return ORACLE(q, k, v, mask) if ORACLE else wrong(q, v)
