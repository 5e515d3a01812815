# /// hostile
# tries = "Leaves its session and group, so that a kill of the group misses it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for act in (os.setsid, lambda: os.setpgid(0, 0)):
    try:
        act()
        print("HARM")
    except OSError:
        pass

# @SOLUTION@
