# /// hostile
# tries = "Sends one byte of a frame every tenth of a second."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import gc
import os
import socket
import struct
import time

from deepdrill.judge.wire import Channel

LINE = next(found for found in gc.get_objects() if isinstance(found, Channel))._line
LINE.settimeout(None)


def attention(q, k, v, mask=None):
    LINE.send(struct.pack("<IQ", 1000, 0))
    while True:
        LINE.send(b"\x01")
        time.sleep(0.1)
