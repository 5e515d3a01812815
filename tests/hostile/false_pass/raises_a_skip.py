# /// hostile
# tries = "Raises what test frameworks take for a skipped test."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import unittest


def attention(q, k, v, mask=None):
    raise unittest.SkipTest("not today")
