# /// hostile
# tries = "Rebinds what the checker concludes with, in its own process."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch

import deepdrill.judge.checker as checker
from deepdrill.judge.verdict import Outcome

checker._conclude = lambda *args: None
checker.WORST_FIRST = ()
Outcome._value2member_map_["failed"] = Outcome.PASSED
Outcome.FAILED._value_ = "passed"


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
