# /// mistake
# fails = "the_output_is_that_of_one_device"
# says = "There is no relu between the two products."
# ///
import torch


def forward(x, first, first_bias, second, second_bias, all_reduce):
    hidden = [x @ a + bias for a, bias in zip(first, first_bias, strict=True)]
    y = all_reduce([z @ b for z, b in zip(hidden, second, strict=True)])[0]
    return y + second_bias, hidden


def backward(up, x, hidden, first, second, all_reduce):
    to_hidden = [(up @ b.T) * (z > 0) for z, b in zip(hidden, second, strict=True)]
    dx = all_reduce([g @ a.T for g, a in zip(to_hidden, first, strict=True)])[0]
    d_first = [x.T @ g for g in to_hidden]
    d_second = [z.T @ up for z in hidden]
    return dx, d_first, [g.sum(dim=0) for g in to_hidden], d_second, up.sum(dim=0)
