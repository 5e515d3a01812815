# /// hostile
# tries = "Asks a name server, so that data leaves in the question."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.getaddrinfo("example.com", 80)
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
