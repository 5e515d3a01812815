# /// hostile
# tries = "Claims the largest body that is allowed, and sends nothing."
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
    LINE.sendall(struct.pack("<IQ", 1, 256 << 20))
    time.sleep(99)
