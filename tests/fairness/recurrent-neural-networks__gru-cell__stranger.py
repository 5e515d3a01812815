import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    H = h.size(1)
    gi = torch.nn.functional.linear(x, w_ih, b_ih)
    gh = torch.nn.functional.linear(h, w_hh, b_hh)
    reset = torch.sigmoid(gi[:, :H] + gh[:, :H])
    update = torch.sigmoid(gi[:, H : 2 * H] + gh[:, H : 2 * H])
    new = torch.tanh(gi[:, 2 * H :] + reset * gh[:, 2 * H :])
    return new + update * (h - new)
