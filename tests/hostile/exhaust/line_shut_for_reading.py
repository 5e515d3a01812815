# /// hostile
# tries = "Swallows the questions that would come next."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "failed"]
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
    LINE.recv(1 << 20, socket.MSG_DONTWAIT) if False else None
    LINE.settimeout(0.5)
    try:
        while True:
            LINE.recv(65536)
    except OSError:
        time.sleep(99)
