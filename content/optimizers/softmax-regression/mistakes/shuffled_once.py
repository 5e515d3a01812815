# /// mistake
# fails = "every_epoch_has_a_new_order"
# says = "Every epoch of yours has the same order: make one generator before the first, and draw a new permutation from it in each epoch."
# ///
import numpy as np


def loss_and_gradients(x, y, w, b):
    rows = np.arange(len(y))
    logits = x @ w + b
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dlogits = np.exp(logp)
    dlogits[rows, y] -= 1.0
    dlogits /= len(y)
    return float(-logp[rows, y].mean()), x.T @ dlogits, dlogits.sum(axis=0)


def train(x, y, classes, lr, epochs, batch_size, seed):
    n, d = x.shape
    w, b = np.zeros((d, classes)), np.zeros(classes)
    rng = np.random.default_rng(seed)
    losses = []
    order = rng.permutation(n)
    for _ in range(epochs):
        total = 0.0
        for start in range(0, n, batch_size):
            batch = order[start : start + batch_size]
            loss, dw, db = loss_and_gradients(x[batch], y[batch], w, b)
            w -= lr * dw
            b -= lr * db
            total += loss * len(batch)
        losses.append(total / n)
    return w, b, losses
