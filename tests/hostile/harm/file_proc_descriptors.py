# /// hostile
# tries = "Reopens what lies behind its descriptors through /proc/self/fd, for writing."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for number in range(64):
    try:
        there = os.readlink(f"/proc/self/fd/{number}")
        os.close(os.open(f"/proc/self/fd/{number}", os.O_RDWR))
        if there != "/dev/null" and not there.startswith("pipe:"):  # its own output
            print("HARM", there)
    except OSError:
        pass

# @SOLUTION@
