# /// mistake
# fails = "gradients_of_one_step_are_right"
# says = "You cut the old state off from autograd (detach), so nothing is learned across steps."
# ///
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    h = h.detach()
    xr, xz, xn = (x @ w_ih.T + b_ih).chunk(3, dim=-1)
    hr, hz, hn = (h @ w_hh.T + b_hh).chunk(3, dim=-1)
    r = torch.sigmoid(xr + hr)
    z = torch.sigmoid(xz + hz)
    n = torch.tanh(xn + r * hn)
    return (1 - z) * n + z * h
