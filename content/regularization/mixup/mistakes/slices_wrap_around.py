# /// mistake
# fails = "a_box_may_stick_out"
# says = "A negative top or left makes a slice count from the end: cut the box to the image first."
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
    rows = slice(top, top + height)
    columns = slice(left, left + width)
    mixed = x.clone()
    mixed[:, :, rows, columns] = x[order][:, :, rows, columns]
    replaced = mixed[0, 0, rows, columns].numel()
    return mixed, mixed_labels(y, classes, 1 - replaced / (h * w), order, x.dtype)


def soft_cross_entropy(logits, targets):
    return -(targets * torch.log_softmax(logits, dim=1)).sum() / len(logits)
