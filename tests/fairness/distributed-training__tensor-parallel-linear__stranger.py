"""Written from the prompt alone: loops over the ranks, bias on rank 0 only."""

import torch


def forward(x, first, first_bias, second, second_bias, all_reduce):
    hidden, partial = [], []
    for r in range(len(first)):
        z = torch.clamp(torch.matmul(x, first[r]) + first_bias[r], min=0)
        hidden.append(z)
        p = torch.matmul(z, second[r])
        if r == 0:
            p = p + second_bias
        partial.append(p)
    y = all_reduce(partial)
    return y[0], hidden


def backward(up, x, hidden, first, second, all_reduce):
    d_first, d_bias, d_second, partial = [], [], [], []
    for r in range(len(first)):
        d_second.append(hidden[r].t().matmul(up))
        g = up.matmul(second[r].t())
        g[hidden[r] <= 0] = 0
        d_first.append(x.t().matmul(g))
        d_bias.append(g.sum(0))
        partial.append(g.matmul(first[r].t()))
    return all_reduce(partial)[-1], d_first, d_bias, d_second, up.sum(0)
