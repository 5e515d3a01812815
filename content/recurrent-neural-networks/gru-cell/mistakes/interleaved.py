# /// mistake
# fails = "follows_the_equations"
# says = "You took every third column for a gate: each gate has a block of neighbouring columns."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    xs, hs = x @ w_ih.T + b_ih, h @ w_hh.T + b_hh
    xr, xz, xn = xs[:, 0::3], xs[:, 1::3], xs[:, 2::3]
    hr, hz, hn = hs[:, 0::3], hs[:, 1::3], hs[:, 2::3]
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    return (1 - z) * n + z * h
