# /// hostile
# tries = "Waits for descriptors that somebody may send along with a request."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os
import socket

for number in range(3, 64):
    try:
        line = socket.socket(fileno=number)
    except OSError:
        continue
    try:
        line.settimeout(0.05)
        print("HARM", socket.recv_fds(line, 1, 4))
    except OSError:
        pass
    line.detach()

# @SOLUTION@
