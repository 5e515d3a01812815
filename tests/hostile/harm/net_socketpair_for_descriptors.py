# /// hostile
# tries = "Makes a pair of sockets that descriptors could be sent over."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.socketpair()
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
