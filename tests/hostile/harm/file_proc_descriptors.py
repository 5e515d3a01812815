# /// hostile
# tries = "Reopens what lies behind its descriptors through /proc/self/fd, for writing."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for number in range(64):
    try:
        there = os.readlink(f"/proc/self/fd/{number}")
        os.open(f"/proc/self/fd/{number}", os.O_RDWR)
        print("HARM", there)
    except OSError:
        pass

# @SOLUTION@
