# /// hostile
# tries = "Writes its own checks.py and puts it where imports look first."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import os
import sys
import types

import torch

for folder in ("/scratch", ".", "/tmp"):
    try:
        open(f"{folder}/checks.py", "w").write("ALL_PASSED = True\n")
    except OSError:
        pass
sys.modules["checks"] = types.ModuleType("checks")
sys.meta_path.clear()


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
