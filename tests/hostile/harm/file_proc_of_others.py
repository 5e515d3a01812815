# /// hostile
# tries = "Reads memory, environment and maps of other processes."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for process in ("@PID@", "1", str(os.getppid())):
    for name in ("environ", "maps", "mem", "cmdline", "auxv"):
        try:
            if open(f"/proc/{process}/{name}", "rb").read(1):
                print("HARM", process, name)
        except OSError:
            pass

# @SOLUTION@
