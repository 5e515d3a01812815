import torch


def lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh):
    h, c = state
    # One product per source computes all four gates: the blocks differ only in the function that follows.
    sums = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh  # (b, 4·hidden)
    i, f, g, o = sums.chunk(4, dim=-1)  # blocks of neighbouring columns, (b, hidden) each

    # Gates are shares, so they lie in (0, 1). The candidate is content and must be able to push the cell either way.
    i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
    g = torch.tanh(g)

    # A new tensor, not c.mul_(f): the caller owns the old state, and autograd needs it for the gradient of f.
    c = f * c + i * g
    # The sum may leave (-1, 1); tanh brings what is shown outside back into it. It is the new cell that is shown.
    h = o * torch.tanh(c)
    return h, c
