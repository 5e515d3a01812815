# /// mistake
# fails = "one_reduction_per_pass"
# says = "You put the hidden units of all ranks together: each rank multiplies its own with its own rows, and only the products are summed."
# ///
import torch


def forward(x, first, first_bias, second, second_bias, all_reduce):
    hidden = [torch.relu(x @ a + bias) for a, bias in zip(first, first_bias, strict=True)]
    n, ranks = len(x), range(len(hidden))
    spread = [torch.cat([z if r == s else z.new_zeros(z.shape) for s, z in enumerate(hidden)], dim=1) for r in ranks]
    y = all_reduce(spread)[0] @ torch.cat(second)
    return y + second_bias, hidden


def backward(up, x, hidden, first, second, all_reduce):
    to_hidden = [(up @ b.T) * (z > 0) for z, b in zip(hidden, second, strict=True)]
    dx = all_reduce([g @ a.T for g, a in zip(to_hidden, first, strict=True)])[0]
    d_first = [x.T @ g for g in to_hidden]
    d_second = [z.T @ up for z in hidden]
    return dx, d_first, [g.sum(dim=0) for g in to_hidden], d_second, up.sum(dim=0)
