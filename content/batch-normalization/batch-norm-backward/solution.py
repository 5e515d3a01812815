import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    # Every axis but the channel's: all positions of an image are samples of the same channel.
    rest = tuple(axis for axis in range(x.ndim) if axis != 1)
    wide = (len(gamma),) + (1,) * (x.ndim - 2)  # (c,) as (c, 1, 1) for images

    centred = x - x.mean(axis=rest, keepdims=True)  # first subtract, then square: nothing cancels
    spread = np.sqrt((centred**2).mean(axis=rest, keepdims=True) + eps)
    xhat = centred / spread

    dgamma = (dy * xhat).sum(axis=rest)  # (c,)
    dbeta = dy.sum(axis=rest)  # (c,)

    # Moving one entry moves the mean, which lowers all of xhat, and the variance, which shrinks it. Summed up, the part
    # of dy that is constant in a channel and the part along xhat are removed: shifting or stretching a channel does
    # not change xhat, so no gradient can point there.
    m = x.size / x.shape[1]
    removed = dbeta.reshape(wide) + xhat * dgamma.reshape(wide)
    return gamma.reshape(wide) / spread * (dy - removed / m), dgamma, dbeta
