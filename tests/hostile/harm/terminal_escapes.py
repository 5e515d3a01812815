# /// hostile
# tries = "Prints escape sequences that would retitle or rewrite a terminal, and half a character."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

os.write(1, b"\x1b]0;owned\x07\x1b[2J\xff\xfe\xc3")

# @SOLUTION@
