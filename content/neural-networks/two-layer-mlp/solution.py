import numpy as np


def forward(x, params):
    return _both_layers(x, params)[1]


def _both_layers(x, params):
    hidden = np.maximum(x @ params["w1"] + params["b1"], 0.0)  # (N, hidden)
    # No ReLU after the last layer: logits may be negative.
    return hidden, hidden @ params["w2"] + params["b2"]  # (N, classes)


def loss_and_grads(x, y, params):
    rows = np.arange(len(x))
    hidden, logits = _both_layers(x, params)

    # Log-softmax with the maximum of each row subtracted: exp cannot overflow, and the logarithm never meets a zero.
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-logp[rows, y].mean())

    # Softmax and cross-entropy together: p - onehot(y), and the 1/N of the mean, which every gradient below inherits.
    dlogits = np.exp(logp)
    dlogits[rows, y] -= 1.0
    dlogits /= len(x)

    # Through the second layer, then through the ReLU: a unit that was 0 passes nothing on.
    dhidden = (dlogits @ params["w2"].T) * (hidden > 0)
    # A weight was used for every sample: x.T @ and the sum add up over them.
    grads = {
        "w1": x.T @ dhidden,
        "b1": dhidden.sum(axis=0),
        "w2": hidden.T @ dlogits,
        "b2": dlogits.sum(axis=0),
    }
    return loss, grads


def train_step(x, y, params, lr):
    # All gradients first, then all updates: w2 must not move before w1's gradient has gone through it.
    loss, grads = loss_and_grads(x, y, params)
    return loss, {name: params[name] - lr * grads[name] for name in params}
