# /// hostile
# tries = "Claims a header of four gigabytes."
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
    LINE.sendall(struct.pack("<IQ", 0xFFFFFFFF, 0))
    time.sleep(99)
