# /// hostile
# tries = "Removes a file outside."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.remove("@OUTSIDE@/open.txt")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
