# /// mistake
# fails = "learns_one_batch_by_heart"
# says = "You are content when the loss has halved: a network that sees no input gets there by its biases alone. Ask for a loss near zero."
# ///
import numpy as np


def start(logits, labels):
    # log-sum-exp by hand: a network on unscaled inputs has logits in the thousands, and that is what we look for.
    top = logits.max(axis=1)
    total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    loss = np.mean(total - logits[np.arange(len(labels)), labels])
    return float(loss / np.log(logits.shape[1]))


def signal(layers, x):
    found = []
    for weights, bias in layers[:-1]:
        x = np.maximum(x @ weights + bias, 0)  # (rows, units)
        # A healthy unit is zero for about half of the rows; one that is zero for all of them has no gradient any more.
        found.append((float(x.std()), float(np.mean((x == 0).all(axis=0)))))
    return found


def wrong_gradients(loss, gradients, parameters):
    claimed = gradients(parameters)
    wrong = []
    for index, values in enumerate(parameters):
        measured = np.zeros_like(values)
        for place in np.ndindex(values.shape):
            step = 1e-5 * max(1.0, abs(values[place]))
            sides = []
            for sign in (1, -1):
                moved = [array.copy() for array in parameters]
                moved[index][place] += sign * step
                sides.append(loss(moved))
            measured[place] = (sides[0] - sides[1]) / (2 * step)  # central: the error is of the order of step²
        # Relative to the array: the first layer of a deep network has gradients of 1e-6 that matter all the same.
        if np.abs(claimed[index] - measured).max() > 0.01 * np.abs(measured).max():
            wrong.append(index)
    return wrong


def memorises(step, parameters, x, labels, tries):
    x, labels = x[:16], labels[:16]
    for _ in range(tries):
        parameters, loss = step(parameters, x, labels)
        if not np.isfinite(loss):
            return False
        first = loss if _ == 0 else first
        if loss < first / 2:
            return True
    return False
