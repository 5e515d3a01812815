# /// mistake
# fails = "finds_the_rate"
# says = "You judge a run by its lowest loss: a run that swings is there once and nowhere at the end. Take the mean of the last quarter."
# ///
from itertools import pairwise

import numpy as np

WIDTH, STEPS, RATE = 64, 300, 5e-3


def initial(sizes, seed):
    rng = np.random.default_rng(seed)
    layers = []
    for index, (inputs, outputs) in enumerate(pairwise(sizes)):
        # A ReLU lets half of the square through, hence the 2: so the signal keeps its size through all layers.
        spread = (2 / inputs) ** 0.5
        if index == len(sizes) - 2:
            spread /= 10  # almost equal logits: a network that knows nothing begins at log C and not above
        layers.append((rng.normal(0, spread, (inputs, outputs)), np.zeros(outputs)))
    return layers


def choose_rate(run, rates, seeds):
    values = []
    for rate in rates:
        runs = [np.asarray(run(rate, seed), dtype=float) for seed in seeds]
        ends = [losses.min() if np.isfinite(losses).all() else np.inf for losses in runs]
        values.append(np.mean(ends))
    return rates[int(np.argmin(values))]


def forward(layers, x):
    activations = [x]
    for weights, bias in layers[:-1]:
        activations.append(np.maximum(activations[-1] @ weights + bias, 0))
    weights, bias = layers[-1]
    return activations, activations[-1] @ weights + bias


def gradients(layers, x, target):
    activations, logits = forward(layers, x)
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    back = (grown / grown.sum(axis=1, keepdims=True) - target) / len(x)
    found = []
    for (weights, _), activation in zip(layers[::-1], activations[::-1], strict=True):
        found.append((activation.T @ back, back.sum(axis=0)))
        back = (back @ weights.T) * (activation > 0)
    return found[::-1]


def fit(x, labels, classes, seed):
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    z, target = (x - mean) / scale, np.eye(classes)[labels]
    layers = initial((x.shape[1], WIDTH, WIDTH, classes), seed)
    flat = [array for layer in layers for array in layer]
    first, second = [np.zeros_like(one) for one in flat], [np.zeros_like(one) for one in flat]
    for step in range(1, STEPS + 1):  # Adam on all rows: here only the training loss counts
        slopes = [
            array for layer in gradients(list(zip(flat[::2], flat[1::2], strict=True)), z, target) for array in layer
        ]
        for index, slope in enumerate(slopes):
            first[index] = 0.9 * first[index] + 0.1 * slope
            second[index] = 0.999 * second[index] + 0.001 * slope**2
            change = first[index] / (1 - 0.9**step) / (np.sqrt(second[index] / (1 - 0.999**step)) + 1e-8)
            flat[index] = flat[index] - RATE * change
    return {"mean": mean, "scale": scale, "layers": list(zip(flat[::2], flat[1::2], strict=True))}


def predict(model, x):
    # The statistics of the training rows travel with the weights: they are learned like these.
    return forward(model["layers"], (x - model["mean"]) / model["scale"])[1].argmax(axis=1)
