"""Row by row with an identity matrix for the hard targets."""

import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, c = logits.shape
    q = (1 - smoothing) * np.eye(c)[targets] + smoothing / c
    loss, d = 0.0, np.zeros((n, c))
    for i in range(n):
        z = logits[i] - logits[i].max()
        logp = z - np.log(np.sum(np.exp(z)))
        loss -= np.dot(q[i], logp)
        d[i] = (np.exp(logp) * q[i].sum() - q[i]) / n
    return loss / n, d
