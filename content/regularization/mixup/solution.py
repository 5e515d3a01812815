import torch


def mixed_labels(y, classes, lam, order, dtype):
    hot = torch.eye(classes, dtype=dtype)[y]  # (n, classes)
    return lam * hot + (1 - lam) * hot[order]


def mixup(x, y, classes, lam, order):
    return lam * x + (1 - lam) * x[order], mixed_labels(y, classes, lam, order, x.dtype)


def cutmix(x, y, classes, box, order):
    h, w = x.shape[2:]
    top, left, height, width = box
    # Cut the box to the image. A slice from -2 would begin two rows before the end.
    rows = slice(max(top, 0), max(top + height, 0))
    columns = slice(max(left, 0), max(left + width, 0))
    mixed = x.clone()  # partners are read from x, which keeps what is overwritten here
    mixed[:, :, rows, columns] = x[order][:, :, rows, columns]
    # From the part inside: with the share that was drawn, labels at the border would promise what nobody can see.
    replaced = mixed[0, 0, rows, columns].numel()
    return mixed, mixed_labels(y, classes, 1 - replaced / (h * w), order, x.dtype)


def soft_cross_entropy(logits, targets):
    return -(targets * torch.log_softmax(logits, dim=1)).sum() / len(logits)
