import numpy as np


def sigmoid(z):
    # exp(-|z|) cannot overflow; for negative z the fraction is turned upside down.
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1) / (1 + small)


def encode(x, params):
    return sigmoid(x @ params["w"] + params["b"])


def decode(codes, params):
    return codes @ params["w"].T + params["c"]  # logits of the pixels


def reconstruct(x, params):
    return sigmoid(decode(encode(x, params), params))


def loss_and_grads(x, params):
    codes = encode(x, params)  # (n, k)
    logits = decode(codes, params)  # (n, d)
    # -x·log r - (1 - x)·log(1 - r) = log(1 + e^z) - x·z, from the logits: log of a rounded r would be -inf.
    loss = (np.logaddexp(0, logits) - x * logits).sum() / len(x)

    # The sigmoid's slope and the logarithm's cancel: r - x remains.
    dlogits = (sigmoid(logits) - x) / len(x)  # (n, d)
    dpre = dlogits @ params["w"] * codes * (1 - codes)  # (n, k), through the code's sigmoid
    grads = {
        # Two uses of one matrix: as the encoder's, x on the left, and as the decoder's, transposed.
        "w": x.T @ dpre + dlogits.T @ codes,
        "b": dpre.sum(0),
        "c": dlogits.sum(0),
    }
    return loss, grads


def train_step(x, params, lr):
    loss, grads = loss_and_grads(x, params)
    return loss, {name: params[name] - lr * grads[name] for name in params}
