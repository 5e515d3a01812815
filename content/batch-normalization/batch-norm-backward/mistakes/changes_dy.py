# /// mistake
# fails = "leaves_its_arguments"
# says = "You subtracted in place and changed the caller's dy: make a new array."
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
    dy -= removed / m
    return gamma.reshape(wide) / spread * dy, dgamma, dbeta
