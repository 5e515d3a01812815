# /// hostile
# tries = "Makes another process the owner of a pipe, so that the kernel signals it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import fcntl
import os

reading, writing = os.pipe()
try:
    fcntl.fcntl(reading, 10, 9)
    fcntl.fcntl(reading, fcntl.F_SETOWN, @PID@)
    fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)
    os.write(writing, b"x")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
