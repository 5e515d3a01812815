# /// hostile
# tries = "A regular expression that backtracks for ever inside native code."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import re

def attention(q, k, v, mask=None):
    return re.match(r"(a+)+$", "a" * 60 + "b")
