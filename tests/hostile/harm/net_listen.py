# /// hostile
# tries = "Listens for others."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
