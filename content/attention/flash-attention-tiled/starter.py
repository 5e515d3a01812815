import torch


def flash_forward(q, k, v, block):
    # q: (n, d), k: (m, d), v: (m, e)
    # TODO: return out, (n, e), and lse, (n,)
    ...


def flash_backward(q, k, v, out, lse, up, block):
    # up: (n, e)
    # TODO: return dq, dk, dv
    ...
