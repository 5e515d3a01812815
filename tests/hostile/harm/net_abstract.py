# /// hostile
# tries = "Connects to an abstract Unix socket, which no file permission guards."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.socket(socket.AF_UNIX).connect("\0@NAME@")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
