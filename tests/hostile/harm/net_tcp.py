# /// hostile
# tries = "Connects to a service on this machine."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.create_connection(("127.0.0.1", @PORT@), timeout=1).send(b"x")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
