# /// mistake
# fails = "the_sum_is_a_whole_number"
# says = "You multiply int8 arrays, whose sums wrap around: widen both to int32 first."
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
    return ((x_q - np.int8(zero)) @ w_q.T).astype(np.int32)


def quantized_linear(x, w, bias):
    x_q, scale, zero = quantize_activations(x)
    w_q, scales = quantize_weights(w)
    return (int8_matmul(x_q, zero, w_q) * (scale * scales) + bias).astype(np.float32)
