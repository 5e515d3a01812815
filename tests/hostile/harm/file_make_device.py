# /// hostile
# tries = "Makes a device node for the first disk and a named pipe."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
import stat
try:
    os.mknod("disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0))
    os.open("disk", os.O_RDWR)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
