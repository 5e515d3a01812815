# /// mistake
# fails = "a_step_goes_downhill"
# says = "You changed the second layer before you computed the gradients of the first: take all gradients at the old parameters."
# ///
import numpy as np


def forward(x, params):
    hidden = np.maximum(x @ params["w1"] + params["b1"], 0.0)
    return hidden @ params["w2"] + params["b2"]


def loss_and_grads(x, y, params):
    n = len(x)
    hidden = np.maximum(x @ params["w1"] + params["b1"], 0.0)
    logits = hidden @ params["w2"] + params["b2"]
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-logp[np.arange(n), y].mean())
    dlogits = np.exp(logp)
    dlogits[np.arange(n), y] -= 1.0
    dlogits /= n
    dhidden = dlogits @ params["w2"].T
    dhidden *= hidden > 0
    grads = {
        "w1": x.T @ dhidden,
        "b1": dhidden.sum(axis=0),
        "w2": hidden.T @ dlogits,
        "b2": dlogits.sum(axis=0),
    }
    return loss, grads


def train_step(x, y, params, lr):
    loss, grads = loss_and_grads(x, y, params)
    new = {name: params[name] - lr * grads[name] for name in ("w2", "b2")}
    grads = loss_and_grads(x, y, params | new)[1]
    return loss, new | {name: params[name] - lr * grads[name] for name in ("w1", "b1")}
