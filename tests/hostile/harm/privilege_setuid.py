# /// hostile
# tries = "Becomes root, or another user."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for act in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.setuid(1)):
    try:
        act()
        print("HARM")
    except OSError:
        pass

# @SOLUTION@
