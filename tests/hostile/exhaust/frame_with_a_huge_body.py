# /// hostile
# tries = "Claims a body of exabytes."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
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
    LINE.sendall(struct.pack("<IQ", 1, 1 << 62))
    time.sleep(99)
