# /// mistake
# fails = "the_loss_is_smoothed"
# says = "You gave smoothing/(C - 1) to the wrong classes only: here every class gets smoothing/C, the right one included."
# ///
import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    q = np.full((n, classes), smoothing / max(classes - 1, 1))
    q[np.arange(n), targets] = 1 - smoothing if classes > 1 else 1.0
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(q * log_p).sum() / n
    return float(loss), (np.exp(log_p) - q) / n
