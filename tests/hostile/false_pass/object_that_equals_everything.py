# /// hostile
# tries = "Returns an object that equals anything and compares as anything."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
class Anything:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __le__ = __ge__ = __eq__
    __hash__ = object.__hash__
    __sub__ = __rsub__ = __abs__ = lambda self, *others: 0.0
    __bool__ = lambda self: True

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


def attention(q, k, v, mask=None):
    return Anything()
