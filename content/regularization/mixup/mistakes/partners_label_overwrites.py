# /// mistake
# fails = "the_ends_are_the_examples"
# says = "You assigned the two shares instead of adding them: if both are of one class, its target must be 1."
# ///
import torch


def mixed_labels(y, classes, lam, order, dtype):
    soft, rows = torch.zeros(len(y), classes, dtype=dtype), torch.arange(len(y))
    soft[rows, y] = lam
    soft[rows, y[order]] = 1 - lam
    return soft


def mixup(x, y, classes, lam, order):
    return lam * x + (1 - lam) * x[order], mixed_labels(y, classes, lam, order, x.dtype)


def cutmix(x, y, classes, box, order):
    h, w = x.shape[2:]
    top, left, height, width = box
    rows = slice(max(top, 0), max(top + height, 0))
    columns = slice(max(left, 0), max(left + width, 0))
    mixed = x.clone()
    mixed[:, :, rows, columns] = x[order][:, :, rows, columns]
    replaced = mixed[0, 0, rows, columns].numel()
    return mixed, mixed_labels(y, classes, 1 - replaced / (h * w), order, x.dtype)


def soft_cross_entropy(logits, targets):
    return -(targets * torch.log_softmax(logits, dim=1)).sum() / len(logits)
