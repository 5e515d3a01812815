# /// hostile
# tries = "A dict whose keys are lists, and one whose keys are NaN."
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
    header = b"\x92\xa2ok\x93\xa1d\x91\x92\xa1l\x90\x91\xc0"
    LINE.sendall(struct.pack("<IQ", len(header), 0) + header)
    time.sleep(99)
