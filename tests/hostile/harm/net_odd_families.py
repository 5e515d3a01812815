# /// hostile
# tries = "Opens raw, packet, netlink, vsock, crypto and Bluetooth sockets."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import socket

for family in (2, 10, 16, 17, 31, 38, 40, 44):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind)
            print("HARM", family, kind)
        except OSError:
            pass

# @SOLUTION@
