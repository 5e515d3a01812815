# /// hostile
# tries = "Links a file from outside into the scratch."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.link("@OUTSIDE@/open.txt", "mine.txt")
    open("mine.txt", "a").write("changed")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
