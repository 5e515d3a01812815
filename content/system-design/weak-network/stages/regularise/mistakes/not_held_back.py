# /// mistake
# fails = "holds_on_other_pumps"
# says = "Your network learns the training rows by heart, wrong labels and all: hold it back, by dropout, decay of the weights or stopping early."
# ///
from itertools import pairwise

import numpy as np

WIDTH, STEPS, BATCH, RATE, KEEP, DECAY = 96, 1200, 96, 6e-3, 1.0, 0.0


def dropout(a, keep, uniform, training):
    if not training:
        return a
    # What is kept is made larger, so that the sum is the same on average and nothing has to change when predicting.
    return np.where(uniform < keep, a / keep, 0.0)


def stop_at(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses) - 1, best


def forward(layers, x, rng=None):
    inputs, slopes = [x], [np.ones_like(x)]
    for weights, bias in layers[:-1]:
        a = np.maximum(inputs[-1] @ weights + bias, 0)
        a = dropout(a, KEEP, rng.random(a.shape), True) if rng is not None else a
        inputs.append(a)
        slopes.append((a > 0) / (KEEP if rng is not None else 1.0))
    weights, bias = layers[-1]
    return inputs, slopes, inputs[-1] @ weights + bias


def softmax(logits):
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def gradients(layers, x, target, rng):
    inputs, slopes, logits = forward(layers, x, rng)
    back = (softmax(logits) - target) / len(x)
    found = []
    for (weights, _), a, slope in zip(layers[::-1], inputs[::-1], slopes[::-1], strict=True):
        found += [back.sum(axis=0), a.T @ back]
        back = (back @ weights.T) * slope
    return found[::-1]


def train(z, target, rng):
    sizes = (z.shape[1], WIDTH, WIDTH, target.shape[1])
    flat = []
    for inputs, outputs in pairwise(sizes):
        flat += [rng.normal(0, (2 / inputs) ** 0.5, (inputs, outputs)), np.zeros(outputs)]
    first, second = [np.zeros_like(one) for one in flat], [np.zeros_like(one) for one in flat]
    for step in range(1, STEPS + 1):
        rows = rng.integers(0, len(z), BATCH)
        rate = RATE * (
            1 - step / (STEPS + 1)
        )  # down to zero: the last steps average out what the noise of batches does
        for index, slope in enumerate(
            gradients(list(zip(flat[::2], flat[1::2], strict=True)), z[rows], target[rows], rng)
        ):
            first[index] = 0.9 * first[index] + 0.1 * slope
            second[index] = 0.999 * second[index] + 0.001 * slope**2
            change = first[index] / (1 - 0.9**step) / (np.sqrt(second[index] / (1 - 0.999**step)) + 1e-8)
            flat[index] = flat[index] - rate * (change + DECAY * flat[index])
    return list(zip(flat[::2], flat[1::2], strict=True))


def fit(x, labels, seed):
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    target = np.eye(labels.max() + 1)[labels]
    rng = np.random.default_rng(seed)
    layers = train((x - mean) / scale, target, rng)
    return {"mean": mean, "scale": scale, "prior": target.mean(axis=0), "layers": layers}


def predict(model, x):
    p = softmax(forward(model["layers"], (x - model["mean"]) / model["scale"])[2])  # without a generator: no dropout
    # The metric counts each class alike, and the network has learned that half of the pumps are healthy: take that out.
    return (p / np.maximum(model["prior"], 1e-9)).argmax(axis=1)
