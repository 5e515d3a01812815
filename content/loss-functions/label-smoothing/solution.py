import numpy as np


def smoothed_cross_entropy(logits, targets, smoothing=0.1):
    n, classes = logits.shape
    # Log-probabilities straight from the logits: an underflowed p would have the logarithm -inf.
    shifted = logits - logits.max(axis=1, keepdims=True)  # (n, C), at most 0, so exp cannot overflow
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    # ε/C goes to every class, the right one included, so each row sums to one.
    q = np.full((n, classes), smoothing / classes)
    q[np.arange(n), targets] += 1 - smoothing
    loss = -(q * log_p).sum() / n
    # d(-Σ q log p)/dz = p·Σq - q, and Σq = 1; the mean over rows gives 1/n.
    return float(loss), (np.exp(log_p) - q) / n
