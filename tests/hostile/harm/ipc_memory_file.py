# /// hostile
# tries = "Makes a file in memory, from which a program could be run."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.memfd_create("x")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
