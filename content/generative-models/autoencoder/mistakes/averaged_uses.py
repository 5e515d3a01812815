# /// mistake
# fails = "the_shared_matrix_gets_both_gradients"
# says = "You averaged the two gradients of w: what is used twice gets their sum."
# ///
import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1) / (1 + small)


def encode(x, params):
    return sigmoid(x @ params["w"] + params["b"])


def decode(codes, params):
    return codes @ params["w"].T + params["c"]


def reconstruct(x, params):
    return sigmoid(decode(encode(x, params), params))


def loss_and_grads(x, params):
    codes = encode(x, params)
    logits = decode(codes, params)
    loss = (np.logaddexp(0, logits) - x * logits).sum() / len(x)

    dlogits = (sigmoid(logits) - x) / len(x)
    dpre = dlogits @ params["w"] * codes * (1 - codes)
    grads = {
        "w": (x.T @ dpre + dlogits.T @ codes) / 2,
        "b": dpre.sum(0),
        "c": dlogits.sum(0),
    }
    return loss, grads


def train_step(x, params, lr):
    loss, grads = loss_and_grads(x, params)
    return loss, {name: params[name] - lr * grads[name] for name in params}
