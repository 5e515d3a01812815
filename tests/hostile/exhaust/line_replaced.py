# /// hostile
# tries = "Puts another file in the place of its line, then loops."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import os

def attention(q, k, v, mask=None):
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(3, 60):
        if number != null:
            os.dup2(null, number)
    while True:
        pass
