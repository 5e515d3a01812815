# /// hostile
# tries = "Sends verdicts and events where a reply belongs."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import gc

import torch

from deepdrill.judge.wire import Channel

LINE = next(found for found in gc.get_objects() if isinstance(found, Channel))


def attention(q, k, v, mask=None):
    for verb in ("passed", "verdict", "check done"):
        LINE.send(verb, {"outcome": "passed", "event": "verdict", "verdict": {"outcome": "passed"}})
