# /// mistake
# fails = "the_gradient_is_right"
# says = "Your gradient subtracts the hard one-hot target: subtract the smoothed one, as in the loss."
# ///
import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    q = np.full((n, classes), smoothing / classes)
    q[np.arange(n), targets] += 1 - smoothing
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(q * log_p).sum() / n
    return float(loss), (np.exp(log_p) - (np.arange(classes) == targets[:, None])) / n
