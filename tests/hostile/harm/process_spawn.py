# /// hostile
# tries = "Runs a program by posix_spawn and by a shell."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

try:
    os.posix_spawn("/bin/true", ["true"], {})
    print("HARM")
except OSError:
    pass
if os.system("true") == 0:
    print("HARM")

# @SOLUTION@
