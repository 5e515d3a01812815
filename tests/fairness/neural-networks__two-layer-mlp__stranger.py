import numpy as np


def _hidden(x, params):
    z1 = x.dot(params["w1"]) + params["b1"]
    return z1, z1 * (z1 > 0)


def forward(x, params):
    return _hidden(x, params)[1].dot(params["w2"]) + params["b2"]


def loss_and_grads(x, y, params):
    N = x.shape[0]
    z1, a1 = _hidden(x, params)
    z2 = a1.dot(params["w2"]) + params["b2"]
    m = np.max(z2, axis=1)
    lse = m + np.log(np.sum(np.exp(z2 - m[:, None]), axis=1))
    loss = np.mean(lse - z2[range(N), y])
    onehot = np.eye(z2.shape[1])[y]
    d2 = (np.exp(z2 - lse[:, None]) - onehot) / N
    d1 = d2.dot(params["w2"].T)
    d1[z1 <= 0] = 0
    return loss, dict(w1=x.T.dot(d1), b1=d1.sum(0), w2=a1.T.dot(d2), b2=d2.sum(0))


def train_step(x, y, params, lr):
    loss, g = loss_and_grads(x, y, params)
    new = {k: v.copy() for k, v in params.items()}
    for k in new:
        new[k] -= lr * g[k]
    return loss, new
