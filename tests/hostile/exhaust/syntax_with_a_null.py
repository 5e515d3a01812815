# /// hostile
# tries = "Text with a null character and an odd encoding line."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
# -*- coding: rot13 -*-
x = '\0'
exec('a\0b')


def attention(q, k, v, mask=None):
    return q
