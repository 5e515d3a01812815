# /// hostile
# tries = "Sends its own line and output over the line to the checker."
# drill = "attention/scaled-dot-product"
# expects = ["passed", "crashed"]
# ///
import os
import socket
try:
    for number in range(3, 64):
        try:
            line = socket.socket(fileno=os.dup(number))
        except OSError:
            continue
        socket.send_fds(line, [b""], [number])
        raise SystemExit("HARM")
    raise OSError("no line takes descriptors")
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
