import numpy as np


def loss_and_gradients(x, y, w, b):
    rows = np.arange(len(y))
    logits = x @ w + b  # (m, classes)
    # Log-softmax with the row's maximum taken away: exp cannot overflow, and the logarithm never meets a zero.
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dlogits = np.exp(logp)  # softmax minus one-hot
    dlogits[rows, y] -= 1.0
    dlogits /= len(y)  # m is the size of this batch, the last one's as well
    return float(-logp[rows, y].mean()), x.T @ dlogits, dlogits.sum(axis=0)


def train(x, y, classes, lr, epochs, batch_size, seed):
    n, d = x.shape
    w, b = np.zeros((d, classes)), np.zeros(classes)
    rng = np.random.default_rng(seed)  # made once: made anew in each epoch it would repeat the same order
    losses = []
    for _ in range(epochs):
        order = rng.permutation(n)
        total = 0.0
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]  # a slice past the end is simply shorter
            loss, dw, db = loss_and_gradients(x[batch], y[batch], w, b)
            w -= lr * dw
            b -= lr * db
            total += loss * len(batch)  # back to a sum, so that a small last batch weighs as little as it is
        losses.append(total / n)
    return w, b, losses
