# /// hostile
# tries = "Rebinds the socket class's methods to send answers of its own."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import socket

import torch

honest = socket.socket.sendall
ANSWER = b"\x05\x00\x00\x00" + bytes(8) + b"\x92\xa2ok\xc3"


class Socket(socket.socket):
    def sendall(self, data, *flags):
        return honest(self, ANSWER * 3)


import gc

for found in gc.get_objects():
    if type(found) is socket.socket:
        found.__class__ = Socket


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
