import numpy as np


def quantize_activations(x):
    # x: float32 (n, k)
    # TODO: return q (int8), scale, zero
    ...


def quantize_weights(w):
    # w: float32 (out, k)
    # TODO: return w_q (int8), scales (out,)
    ...


def int8_matmul(x_q, zero, w_q):
    # x_q: int8 (n, k), w_q: int8 (out, k)
    # TODO: return int32 (n, out)
    ...


def quantized_linear(x, w, bias):
    # TODO: return float32 (n, out)
    ...
