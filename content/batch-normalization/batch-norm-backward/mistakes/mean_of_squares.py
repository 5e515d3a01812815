# /// mistake
# fails = "far_from_zero_the_digits_survive"
# says = "You computed the variance as the mean of squares minus the squared mean, which cancels where x is far from zero: subtract the mean first, then square."
# ///
import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    rest = tuple(axis for axis in range(x.ndim) if axis != 1)
    wide = (len(gamma),) + (1,) * (x.ndim - 2)

    centred = x - x.mean(axis=rest, keepdims=True)
    spread = np.sqrt(np.maximum((x**2).mean(axis=rest, keepdims=True) - x.mean(axis=rest, keepdims=True) ** 2, 0) + eps)
    xhat = centred / spread

    dgamma = (dy * xhat).sum(axis=rest)
    dbeta = dy.sum(axis=rest)

    m = x.size / x.shape[1]
    removed = dbeta.reshape(wide) + xhat * dgamma.reshape(wide)
    return gamma.reshape(wide) / spread * (dy - removed / m), dgamma, dbeta
