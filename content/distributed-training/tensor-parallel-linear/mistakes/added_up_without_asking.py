# /// mistake
# fails = "one_reduction_per_pass"
# says = "You add other ranks' tensors directly: a rank gets them only through all_reduce."
# ///
import torch


def forward(x, first, first_bias, second, second_bias, all_reduce):
    hidden = [torch.relu(x @ a + bias) for a, bias in zip(first, first_bias, strict=True)]
    y = sum(z @ b for z, b in zip(hidden, second, strict=True))
    return y + second_bias, hidden


def backward(up, x, hidden, first, second, all_reduce):
    to_hidden = [(up @ b.T) * (z > 0) for z, b in zip(hidden, second, strict=True)]
    dx = sum(g @ a.T for g, a in zip(to_hidden, first, strict=True))
    d_first = [x.T @ g for g in to_hidden]
    d_second = [z.T @ up for z in hidden]
    return dx, d_first, [g.sum(dim=0) for g in to_hidden], d_second, up.sum(dim=0)
