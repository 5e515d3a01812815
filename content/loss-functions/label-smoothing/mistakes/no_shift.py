# /// mistake
# fails = "huge_logits_do_no_harm"
# says = "exp of a large logit overflows: subtract the largest logit of the row first."
# ///
import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    q = np.full((n, classes), smoothing / classes)
    q[np.arange(n), targets] += 1 - smoothing
    shifted = logits
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -(q * log_p).sum() / n
    return float(loss), (np.exp(log_p) - q) / n
