# /// hostile
# tries = "Moves its root."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import os
try:
    os.chroot("/")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
