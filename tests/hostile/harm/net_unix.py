# /// hostile
# tries = "Connects to a Unix socket in the file system."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.socket(socket.AF_UNIX).connect("@OUTSIDE@/socket")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
