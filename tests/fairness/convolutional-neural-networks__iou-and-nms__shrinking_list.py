"""Classic loop: take the first of the sorted indices, drop what overlaps it, go on with the rest."""

import torch


def box_iou(a, b):
    x1, y1, x2, y2 = (a[:, i].unsqueeze(1) for i in range(4))
    u1, v1, u2, v2 = (b[:, i].unsqueeze(0) for i in range(4))
    w = (torch.min(x2, u2) - torch.max(x1, u1)).relu()
    h = (torch.min(y2, v2) - torch.max(y1, v1)).relu()
    i = w * h
    u = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - i
    return torch.nan_to_num(i / u, nan=0.0)


def nms(boxes, scores, threshold, classes=None):
    rest = torch.argsort(scores, descending=True, stable=True)
    out = []
    while rest.numel():
        best, rest = rest[0], rest[1:]
        out.append(best)
        fine = box_iou(boxes[best][None], boxes[rest])[0] <= threshold
        if classes is not None:
            fine = fine | (classes[rest] != classes[best])
        rest = rest[fine]
    return torch.stack(out) if out else torch.empty(0, dtype=torch.long)
