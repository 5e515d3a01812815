import torch


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    # x: (b, n_in), state: (h, c), each (b, hidden); gates in the order i, f, g, o
    # TODO: return the new (h, c)
    ...
