# /// mistake
# fails = "scale_and_shift_get_their_sums"
# says = "You multiplied dgamma by gamma: y is linear in gamma, so its gradient is the sum of dy * xhat alone."
# ///
import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    rest = tuple(axis for axis in range(x.ndim) if axis != 1)
    wide = (len(gamma),) + (1,) * (x.ndim - 2)

    centred = x - x.mean(axis=rest, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=rest, keepdims=True) + eps)
    xhat = centred / spread

    dgamma = (dy * xhat).sum(axis=rest)
    dbeta = dy.sum(axis=rest)

    m = x.size / x.shape[1]
    removed = dbeta.reshape(wide) + xhat * dgamma.reshape(wide)
    return gamma.reshape(wide) / spread * (dy - removed / m), gamma * dgamma, dbeta
