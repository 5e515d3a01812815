# /// hostile
# tries = "Reports a crash whose reason, type and place are made up."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

import deepdrill.judge.learner as learner

learner.describe_crash = lambda error, filename: {
    "error": "Passed", "message": "All 9 checks passed.", "line": -7, "source": ["x"], "reason": "passed", "outcome": "passed",
}


def attention(q, k, v, mask=None):
    raise ValueError
