# /// hostile
# tries = "Truncates a file outside by its path."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.truncate("@OUTSIDE@/open.txt", 0)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
