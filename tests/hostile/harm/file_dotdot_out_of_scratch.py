# /// hostile
# tries = "Climbs out of the scratch by '..', with and without a handle on a folder."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
try:
    handle = os.open(".", os.O_RDONLY)
    os.open("../" * 40 + "@OUTSIDE@/open.txt", os.O_RDWR, dir_fd=handle)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
