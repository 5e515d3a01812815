# /// hostile
# tries = "Asks whether it may signal everyone, its group and its session."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for target in (-1, 0, -os.getpgid(0) or -1, os.getppid() or -1):
    try:
        os.kill(target, 0)
        print("HARM", target)
    except OSError:
        pass

# @SOLUTION@
