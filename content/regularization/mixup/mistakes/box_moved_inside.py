# /// mistake
# fails = "a_box_may_stick_out"
# says = "You moved the box into the image: what sticks out is cut off, and the rest stays where it is."
# ///
import torch


def mixed_labels(y, classes, lam, order, dtype):
    hot = torch.eye(classes, dtype=dtype)[y]
    return lam * hot + (1 - lam) * hot[order]


def mixup(x, y, classes, lam, order):
    return lam * x + (1 - lam) * x[order], mixed_labels(y, classes, lam, order, x.dtype)


def cutmix(x, y, classes, box, order):
    h, w = x.shape[2:]
    top, left, height, width = box
    top, left = min(max(top, 0), max(h - height, 0)), min(max(left, 0), max(w - width, 0))
    rows = slice(max(top, 0), max(top + height, 0))
    columns = slice(max(left, 0), max(left + width, 0))
    mixed = x.clone()
    mixed[:, :, rows, columns] = x[order][:, :, rows, columns]
    replaced = mixed[0, 0, rows, columns].numel()
    return mixed, mixed_labels(y, classes, 1 - replaced / (h * w), order, x.dtype)


def soft_cross_entropy(logits, targets):
    return -(targets * torch.log_softmax(logits, dim=1)).sum() / len(logits)
