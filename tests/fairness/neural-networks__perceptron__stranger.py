import numpy as np


def predict(x, w, b):
    return np.array([1 if float(np.dot(w, xi)) + b >= 0 else -1 for xi in x])


def train(x, y, max_epochs=100):
    w = np.zeros((x.shape[1],), dtype=np.float64)
    b = 0
    for t in range(max_epochs):
        changed = False
        for i in range(x.shape[0]):
            score = np.sum(w * x[i]) + b
            if y[i] * score <= 0:
                w += y[i] * x[i]
                b += int(y[i])
                changed = True
        if not changed:
            break
    return w, b, t + 1
