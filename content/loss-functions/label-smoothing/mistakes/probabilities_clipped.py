# /// mistake
# fails = "huge_logits_do_no_harm"
# says = "You clipped the probability before its logarithm, so large losses are cut off: compute log p from the logits directly."
# ///
import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    q = np.full((n, classes), smoothing / classes)
    q[np.arange(n), targets] += 1 - smoothing
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = np.log(np.maximum(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True), 1e-12))
    loss = -(q * log_p).sum() / n
    return float(loss), (np.exp(log_p) - q) / n
