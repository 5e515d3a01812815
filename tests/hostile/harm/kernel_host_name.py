# /// hostile
# tries = "Renames the machine."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket
try:
    socket.sethostname("owned")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
