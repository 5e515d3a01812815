# /// hostile
# tries = "Raises the exceptions by which a check is skipped or a trial ends."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
from deepdrill.judge.checks import Unlike
from deepdrill.judge.wire import Closed


class Sneaky(Unlike, Closed):
    pass


def attention(q, k, v, mask=None):
    raise Sneaky
