# /// mistake
# fails = "leaves_the_arguments_alone"
# says = "You write the new state into h itself: the caller may still need the old one, so make a new tensor."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=-1)
    hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    new = (1 - z) * n + z * h
    return new if h.requires_grad else h.copy_(new)
