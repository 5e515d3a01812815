import torch


def fans(shape):
    shape = tuple(shape)
    if len(shape) < 2:
        raise ValueError("need at least two dimensions")
    k = 1
    for s in shape[2:]:
        k *= s
    return k * shape[1], k * shape[0]


def _draw(w, distribution, variance):
    if distribution == "normal":
        values = torch.randn(w.shape, dtype=w.dtype) * variance**0.5
    elif distribution == "uniform":
        a = (3 * variance) ** 0.5
        values = torch.rand(w.shape, dtype=w.dtype) * 2 * a - a
    else:
        raise ValueError(distribution)
    with torch.no_grad():
        w.copy_(values)
    return w


def xavier_(w, distribution="uniform", gain=1.0):
    return _draw(w, distribution, gain**2 * 2 / sum(fans(w.shape)))


def he_(w, distribution="normal", mode="fan_in"):
    chosen = dict(zip(("fan_in", "fan_out"), fans(w.shape)))
    if mode not in chosen:
        raise ValueError(mode)
    return _draw(w, distribution, 2 / chosen[mode])
