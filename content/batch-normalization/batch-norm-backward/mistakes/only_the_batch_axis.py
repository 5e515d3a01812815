# /// mistake
# fails = "scale_and_shift_get_their_sums"
# says = "Your statistics run over the batch axis alone: for images a channel's mean runs over n, h and w."
# ///
import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    wide = (-1,) + (1,) * (x.ndim - 2)
    rest = (0, *range(2, x.ndim))
    centred = x - x.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0) + eps)
    xhat = centred / spread
    dgamma = (dy * xhat).sum(axis=rest)
    dbeta = dy.sum(axis=rest)
    removed = dy.sum(axis=0) + xhat * (dy * xhat).sum(axis=0)
    return gamma.reshape(wide) / spread * (dy - removed / len(x)), dgamma, dbeta
