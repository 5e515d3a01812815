# /// mistake
# fails = "huge_logits_do_no_harm"
# says = "You took the logarithm of a probability that underflowed to 0: compute log p from the logits directly."
# ///
import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    q = np.full((n, classes), smoothing / classes)
    q[np.arange(n), targets] += 1 - smoothing
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(q * log_p).sum() / n
    return float(loss), (np.exp(log_p) - q) / n
