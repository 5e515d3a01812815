import numpy as np


def quantize_activations(x):
    # Zero belongs to the range: padding and relu outputs are exactly 0, and 0 must come back as exactly 0.
    low, high = min(x.min(), 0.0), max(x.max(), 0.0)
    scale = float(high - low) / 255 or 1.0  # 256 values have 255 steps between them
    zero = round(-128 - float(low) / scale)  # which of the integers stands for 0.0; it ends up in -128 ... 127
    # Clipped before the cast: beyond 127 an int8 would wrap around to -128.
    q = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return q, scale, zero


def quantize_weights(w):
    # One scale per output channel: a row of small weights is not ruined by another row's outlier. Symmetric, so that no
    # zero point of the weights has to be multiplied out later.
    scales = np.abs(w).max(axis=1) / 127  # (out,)
    scales[scales == 0] = 1.0
    return np.round(w / scales[:, None]).astype(np.int8), scales


def int8_matmul(x_q, zero, w_q):
    # Widened first: a product of two int8 needs 16 bits, and a sum of many of them more.
    return (x_q.astype(np.int32) - zero) @ w_q.astype(np.int32).T  # (n, out), exact


def quantized_linear(x, w, bias):
    x_q, scale, zero = quantize_activations(x)
    w_q, scales = quantize_weights(w)
    # The scales leave the sum: s_x (q_x - z) · s_w q_w = s_x s_w · (whole number).
    return (int8_matmul(x_q, zero, w_q) * (scale * scales) + bias).astype(np.float32)
