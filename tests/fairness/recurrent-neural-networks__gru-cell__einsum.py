"""Weights as (3, hidden, n); gates by formula."""
import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    k = h.shape[-1]
    a = torch.einsum("bi,ghi->gbh", x, w_ih.reshape(3, k, -1)) + b_ih.reshape(3, 1, k)
    c = torch.einsum("bi,ghi->gbh", h, w_hh.reshape(3, k, k)) + b_hh.reshape(3, 1, k)
    r, z = 1 / (1 + torch.exp(-(a[:2] + c[:2])))
    return torch.lerp((a[2] + r * c[2]).tanh(), h, z)
