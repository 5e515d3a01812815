# /// mistake
# fails = "large_sums_saturate"
# says = "Your own tanh overflows: exp of a number above about 88 is infinite in float32, and infinity over infinity is NaN. Use torch.tanh, or exp of negative numbers only."
# ///
import torch


def tanh(z):
    up, down = torch.exp(z), torch.exp(-z)
    return (up - down) / (up + down)


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    h, c = state
    gates = x @ w_ih.t() + b_ih + h @ w_hh.t() + b_hh
    i, f, g, o = gates.chunk(4, dim=-1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = tanh(g)
    o = torch.sigmoid(o)
    c_new = f * c + i * g
    h_new = o * tanh(c_new)
    return h_new, c_new
