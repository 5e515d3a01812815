# /// mistake
# fails = "follows_the_equations"
# says = "You gave each unit four neighbouring columns: the blocks lie one after the other, all input gates first, so cut with chunk(4, dim=-1)."
# ///
import torch


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    h, c = state
    gates = x @ w_ih.t() + b_ih + h @ w_hh.t() + b_hh
    i, f, g, o = gates.view(x.shape[0], -1, 4).unbind(-1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c_new = f * c + i * g
    h_new = o * torch.tanh(c_new)
    return h_new, c_new
