# /// mistake
# fails = "gradients_flow_through_two_steps"
# says = "You detached the old state, so the gradient ends after one step and nothing can be learned over time."
# ///
import torch


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    h, c = state[0].detach(), state[1].detach()
    gates = x @ w_ih.t() + b_ih + h @ w_hh.t() + b_hh
    i, f, g, o = gates.chunk(4, dim=-1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c_new = f * c + i * g
    h_new = o * torch.tanh(c_new)
    return h_new, c_new
