# /// mistake
# fails = "huge_logits_do_no_harm"
# says = "exp(z) / (1 + exp(z)) is inf / inf for large z: divide by exp(z) for positive ones."
# ///
import numpy as np


def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


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
        "w": x.T @ dpre + dlogits.T @ codes,
        "b": dpre.sum(0),
        "c": dlogits.sum(0),
    }
    return loss, grads


def train_step(x, params, lr):
    loss, grads = loss_and_grads(x, params)
    return loss, {name: params[name] - lr * grads[name] for name in params}
