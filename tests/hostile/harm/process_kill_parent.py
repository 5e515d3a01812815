# /// hostile
# tries = "Kills the process that started it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
import signal
try:
    os.kill(os.getppid() or 1 << 21, signal.SIGKILL)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
