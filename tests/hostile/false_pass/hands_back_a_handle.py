# /// hostile
# tries = "Returns a handle, hoping that the checker looks it up among its own objects."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
from deepdrill.judge.wire import Handle


def attention(q, k, v, mask=None):
    return Handle(1, "float32 (2, 4)")
