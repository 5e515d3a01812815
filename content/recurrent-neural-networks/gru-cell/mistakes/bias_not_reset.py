# /// mistake
# fails = "follows_the_equations"
# says = "The bias b_hn escapes your reset gate: it stands inside of the bracket that r multiplies."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=-1)
    hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    bias = b_hh.chunk(3)[2]
    n = torch.tanh(xn + r * (hn - bias) + bias)
    return (1 - z) * n + z * h
