# /// hostile
# tries = "Turns an integer of millions of digits into text."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed"]
# ///
import sys

def attention(q, k, v, mask=None):
    sys.set_int_max_str_digits(0)
    return len(str(7**20_000_000))
