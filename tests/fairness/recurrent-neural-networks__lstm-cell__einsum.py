"""Weights viewed as (4, hidden, …), one einsum per source, logistic written as 1/(1 + exp(-z))."""

import torch


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    (h, c), hidden = state, w_hh.size(1)
    z = torch.einsum("bn,ghn->gbh", x, w_ih.reshape(4, hidden, -1))
    z = z + torch.einsum("bk,ghk->gbh", h, w_hh.reshape(4, hidden, hidden))
    z = z + (b_ih + b_hh).reshape(4, 1, hidden)
    i, f, o = 1 / (1 + torch.exp(-z[[0, 1, 3]]))
    c = c * f + i * torch.tanh(z[2])
    h = torch.tanh(c) * o
    return h, c
