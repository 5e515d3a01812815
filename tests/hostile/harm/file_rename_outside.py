# /// hostile
# tries = "Renames a file outside."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.rename("@OUTSIDE@/open.txt", "@OUTSIDE@/moved.txt")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
