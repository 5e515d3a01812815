# /// mistake
# fails = "mixup_blends_examples_and_labels"
# says = "You blended the examples and left the labels as they were: they are mixed with the same share."
# ///
import torch


def mixed_labels(y, classes, lam, order, dtype):
    hot = torch.eye(classes, dtype=dtype)[y]
    return hot


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
