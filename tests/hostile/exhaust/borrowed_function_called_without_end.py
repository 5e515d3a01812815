# /// hostile
# tries = "Calls what it borrows for ever, with what it likes."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "failed", "crashed"]
# ///
import gc

from deepdrill.judge.wire import Channel

LINE = next(found for found in gc.get_objects() if isinstance(found, Channel))


def attention(q, k, v, mask=None):
    while True:
        LINE.send("lent", {"id": 0, "args": [q] * 1000, "kwargs": {}})
        LINE.receive()
