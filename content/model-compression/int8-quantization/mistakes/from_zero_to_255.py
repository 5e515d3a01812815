# /// mistake
# fails = "a_grid_is_hit_exactly"
# says = "Your integers run from 0 to 255, which is uint8: for int8 the smallest is -128."
# ///
import numpy as np


def quantize_activations(x):
    low, high = min(x.min(), 0.0), max(x.max(), 0.0)
    scale = float(high - low) / 255 or 1.0
    zero = round(-float(low) / scale)
    q = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return q, scale, zero


def quantize_weights(w):
    scales = np.abs(w).max(axis=1) / 127
    scales[scales == 0] = 1.0
    return np.round(w / scales[:, None]).astype(np.int8), scales


def int8_matmul(x_q, zero, w_q):
    return (x_q.astype(np.int32) - zero) @ w_q.astype(np.int32).T


def quantized_linear(x, w, bias):
    x_q, scale, zero = quantize_activations(x)
    w_q, scales = quantize_weights(w)
    return (int8_matmul(x_q, zero, w_q) * (scale * scales) + bias).astype(np.float32)
