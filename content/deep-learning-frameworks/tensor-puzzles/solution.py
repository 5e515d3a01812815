import torch


def one_hot(labels, classes):
    # (..., 1) against (classes,): every label meets every class.
    return (labels[..., None] == torch.arange(classes)).float()


def outer(a, b):
    return a[..., :, None] * b[..., None, :]  # (..., n, 1) times (..., 1, m)


def masked_mean(x, mask):
    # where and not a product: 0 times NaN is NaN.
    total = torch.where(mask[..., None], x, 0.0).sum(dim=1)  # (b, d)
    return total / mask.sum(dim=1).clamp(min=1)[:, None]  # a sum of nothing is 0 already


def take(x, index):
    # Two index arrays broadcast to (b, k). x[:, index] would take every row of index from every batch: (b, b, k, d).
    rows = torch.arange(len(x))[:, None]
    return x[rows, index]


def squared_distances(x, y):
    # |x|² + |y|² - 2xy would be cheaper, and would lose all digits where the points are close and the norms large.
    return (x[:, None] - y).square().sum(dim=-1)  # (n, m, d) to (n, m)


def windows(x, size, step):
    starts = torch.arange(0, len(x) - size + 1, step)  # the last start that leaves room for a whole window counts
    return x[starts[:, None] + torch.arange(size)]  # (k, size)


def diagonals(x):
    n = x.shape[1]
    return torch.where(torch.eye(n, dtype=torch.bool), x[:, None], 0.0)  # infinity times 0 would be NaN
