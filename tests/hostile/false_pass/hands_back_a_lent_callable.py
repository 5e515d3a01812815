# /// hostile
# tries = "Lends a callable to the checker, which would then run the learner's function."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
from deepdrill.judge.wire import Lent


def attention(q, k, v, mask=None):
    return Lent(lambda *args: True)
