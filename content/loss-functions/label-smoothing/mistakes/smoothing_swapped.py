# /// mistake
# fails = "the_loss_is_smoothed"
# says = "You gave the right class the weight smoothing and the uniform part 1 - smoothing: it is the other way round."
# ///
import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    q = np.full((n, classes), (1 - smoothing) / classes)
    q[np.arange(n), targets] += smoothing
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(q * log_p).sum() / n
    return float(loss), (np.exp(log_p) - q) / n
