# /// hostile
# tries = "Sets extended attributes that the kernel acts on."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.setxattr("@OUTSIDE@/open.txt", "user.x", b"1")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
