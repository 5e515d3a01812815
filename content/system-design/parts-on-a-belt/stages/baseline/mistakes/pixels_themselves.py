# /// mistake
# fails = "features_ignore_direction_and_light"
# says = "You used the pixels themselves, which all change when a part lies in another direction: use numbers that stay the same when the photograph is turned."
# ///
import numpy as np

KINDS, STEPS, RATE, DECAY = 6, 300, 0.4, 1e-3
y, x = np.mgrid[:16, :16] - 7.5
radius = np.sqrt(x**2 + y**2)  # of each pixel from the middle


def features(images):
    return images.reshape(len(images), -1) - np.median(images, axis=(1, 2))[:, None]


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit(images, labels):
    found = features(images)
    mean, scale = found.mean(axis=0), found.std(axis=0) + 1e-6
    z = (found - mean) / scale
    weights, bias = np.zeros((z.shape[1], KINDS)), np.zeros(KINDS)
    wanted = np.eye(KINDS)[labels]
    moving = np.zeros_like(weights)
    for _ in range(STEPS):  # gradient descent with momentum: the problem is convex
        error = (softmax(z @ weights + bias) - wanted) / len(z)
        moving = 0.9 * moving + z.T @ error + DECAY * weights
        weights, bias = weights - RATE * moving, bias - RATE * error.sum(axis=0)
    return {"mean": mean, "scale": scale, "weights": weights, "bias": bias}


def score(model, images):
    z = (features(images) - model["mean"]) / model["scale"]
    return softmax(z @ model["weights"] + model["bias"])
