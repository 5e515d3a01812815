# /// hostile
# tries = "Forks a child that would outlive it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
import time

try:
    if os.fork() == 0:
        print("HARM", flush=True)
        time.sleep(5)
        os._exit(0)
except OSError as error:
    print("refused:", error)

# @SOLUTION@
