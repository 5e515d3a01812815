# /// mistake
# fails = "follows_the_equations"
# says = "You reset the state before the matrix, as in the first paper: here r multiplies W_hn·h + b_hn."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=-1)
    hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    k = h.shape[-1]
    n = torch.tanh(xn + (r * h) @ w_hh[2 * k :].T + b_hh[2 * k :])
    return (1 - z) * n + z * h
