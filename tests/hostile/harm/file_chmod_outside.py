# /// hostile
# tries = "Changes the mode of a file outside."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.chmod("@OUTSIDE@/open.txt", 0)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
