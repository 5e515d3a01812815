"""Item by item and gate by gate with matrix-vector products, stacked at the end; the sigmoid by hand."""

import torch


def sigmoid(z):
    return 0.5 * (1 + torch.tanh(z / 2))


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    hidden = state[0].shape[1]
    weights = [part.split(hidden) for part in (w_ih, w_hh, b_ih, b_hh)]
    hs, cs = [], []
    for xi, hi, ci in zip(x, *state, strict=True):
        i, f, g, o = (torch.mv(wi, xi) + torch.mv(wh, hi) + bi + bh for wi, wh, bi, bh in zip(*weights, strict=True))
        cs.append(sigmoid(f) * ci + sigmoid(i) * g.tanh())
        hs.append(sigmoid(o) * cs[-1].tanh())
    return torch.stack(hs), torch.stack(cs)
