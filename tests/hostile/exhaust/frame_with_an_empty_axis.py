# /// hostile
# tries = "A tensor without entries whose other axes are beyond counting."
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
    header = b"\x92\xa2ok\x95\xa1t\xa7float32\x94\x00" + b"\xce\x0f\xff\xff\xff" * 3 + b"\xc0\xc2"
    LINE.sendall(struct.pack("<IQ", len(header), 0) + header)
    time.sleep(99)
