# /// hostile
# tries = "Answers with one frame of 256 MB after another."
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
    header = b"\x92\xa2ok\x95\xa1t\xa4int8\x91\xce\x0f\xff\xff\xc0\xc0\xc2"
    zeros = bytes(1 << 20)
    while True:
        LINE.sendall(struct.pack("<IQ", len(header), 256 << 20) + header)
        for _ in range(256):
            LINE.sendall(zeros)
