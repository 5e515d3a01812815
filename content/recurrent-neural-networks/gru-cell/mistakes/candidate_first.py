# /// mistake
# fails = "follows_the_equations"
# says = "You read the candidate from the first block: the order is r, z, n."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    xn, xr, xz = (x @ w_ih.T + b_ih).chunk(3, dim=-1)
    hn, hr, hz = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    return (1 - z) * n + z * h
