# /// mistake
# fails = "leaves_the_arguments_alone"
# says = "You updated the cell in place: the caller's old state is gone, and autograd cannot use it any more, so write a new tensor."
# ///
import torch


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    h, c = state
    gates = x @ w_ih.t() + b_ih + h @ w_hh.t() + b_hh
    i, f, g, o = gates.chunk(4, dim=-1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c.mul_(f).add_(i * g)
    return o * torch.tanh(c), c
