# /// hostile
# tries = "Answers with headers of a megabyte that become a million objects each."
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
    header = b"\x92\xa2ok\x92\xa1l\xdd" + struct.pack(">I", 200_000) + b"\x92\xa1l\x90" * 200_000
    while True:
        LINE.sendall(struct.pack("<IQ", len(header), 0) + header)
