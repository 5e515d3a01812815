# /// hostile
# tries = "Makes a link in the scratch that leads outside and writes through it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    os.symlink("@OUTSIDE@", "way_out")
    open("way_out/open.txt", "a").write("changed")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
