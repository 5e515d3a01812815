import numpy as np


def mse(pred, target, reduction="mean"):
    if tuple(pred.shape) != tuple(target.shape):
        raise ValueError("pred and target must have the same shape")
    loss = np.zeros(pred.shape)
    grad = np.zeros(pred.shape)
    for index in np.ndindex(*pred.shape):
        d = float(pred[index]) - float(target[index])
        loss[index] = d * d
        grad[index] = 2 * d
    if reduction == "none":
        return loss, grad
    if reduction == "sum":
        return loss.sum(), grad
    if reduction == "mean":
        return loss.sum() / loss.size, grad / loss.size
    raise ValueError(reduction)
