# /// hostile
# tries = "Reaches the host's files through /proc/*/root and /proc/*/cwd."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for process in ("self", "1", "@PID@", str(os.getppid())):
    for door in ("root", "cwd"):
        try:
            print("HARM", open(f"/proc/{process}/{door}@OUTSIDE@/open.txt").read())
        except OSError:
            pass

# @SOLUTION@
