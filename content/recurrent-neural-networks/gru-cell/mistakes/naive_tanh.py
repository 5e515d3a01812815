# /// mistake
# fails = "large_sums_saturate"
# says = "You wrote tanh with exponentials that overflow, infinity over infinity: use torch.tanh."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=-1)
    hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    up, down = torch.exp(xn + r * hn), torch.exp(-(xn + r * hn))
    n = (up - down) / (up + down)
    return (1 - z) * n + z * h
