# /// hostile
# tries = "Sends a datagram to a service on this machine."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", @PORT@))
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
