import torch


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    # x: (b, n_in), h: (b, hidden), w_ih: (3·hidden, n_in), w_hh: (3·hidden, hidden)
    # TODO: return the new state, (b, hidden)
    ...
