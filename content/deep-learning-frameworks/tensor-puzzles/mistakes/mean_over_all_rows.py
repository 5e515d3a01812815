# /// mistake
# fails = "masked_mean_counts_what_takes_part"
# says = "You divide by the number of all rows: divide by the number of those that take part."
# ///
import torch


def one_hot(labels, classes):
    return (labels[..., None] == torch.arange(classes)).float()


def outer(a, b):
    return a[..., :, None] * b[..., None, :]


def masked_mean(x, mask):
    total = torch.where(mask[..., None], x, 0.0).sum(dim=1)
    return total / x.shape[1]


def take(x, index):
    rows = torch.arange(len(x))[:, None]
    return x[rows, index]


def squared_distances(x, y):
    return (x[:, None] - y).square().sum(dim=-1)


def windows(x, size, step):
    starts = torch.arange(0, len(x) - size + 1, step)
    return x[starts[:, None] + torch.arange(size)]


def diagonals(x):
    n = x.shape[1]
    return torch.where(torch.eye(n, dtype=torch.bool), x[:, None], 0.0)
