# /// hostile
# tries = "Becomes another program, whose memory holds no filter of ours."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.execv("/bin/true", ["true"])
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
