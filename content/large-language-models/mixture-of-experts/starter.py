import torch


def moe(x, router, w_in, w_out, k):
    # x: (n, d), router: (d, E), w_in: (E, d, h), w_out: (E, h, d)
    # TODO: return y, (n, d), and the balance loss, ()
    ...
