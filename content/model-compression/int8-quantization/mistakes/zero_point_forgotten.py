# /// mistake
# fails = "the_sum_is_a_whole_number"
# says = "You forgot the zero point in the product: it is subtracted from every activation."
# ///
import numpy as np


def quantize_activations(x):
    low, high = min(x.min(), 0.0), max(x.max(), 0.0)
    scale = float(high - low) / 255 or 1.0
    zero = round(-128 - float(low) / scale)
    q = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return q, scale, zero


def quantize_weights(w):
    scales = np.abs(w).max(axis=1) / 127
    scales[scales == 0] = 1.0
    return np.round(w / scales[:, None]).astype(np.int8), scales


def int8_matmul(x_q, zero, w_q):
    return x_q.astype(np.int32) @ w_q.astype(np.int32).T


def quantized_linear(x, w, bias):
    x_q, scale, zero = quantize_activations(x)
    w_q, scales = quantize_weights(w)
    return (int8_matmul(x_q, zero, w_q) * (scale * scales) + bias).astype(np.float32)
