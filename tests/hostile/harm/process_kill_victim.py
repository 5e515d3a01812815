# /// hostile
# tries = "Kills another process of the same user."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
import signal
try:
    os.kill(@PID@, signal.SIGKILL)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
