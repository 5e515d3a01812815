# /// hostile
# tries = "Sends endless small frames that are well formed."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "failed", "timed out"]
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
    frame = struct.pack("<IQ", 5, 0) + b"\x92\xa2ok\xc0"
    while True:
        LINE.sendall(frame * 1000)
