"""Lists and floats; class by class."""

import torch


def _iou(p, q):
    w = min(p[2], q[2]) - max(p[0], q[0])
    h = min(p[3], q[3]) - max(p[1], q[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - w * h)


def box_iou(a, b):
    out = torch.zeros(a.shape[0], b.shape[0], dtype=a.dtype)
    for i, p in enumerate(a):
        for j, q in enumerate(b):
            out[i, j] = _iou(p, q)
    return out


def nms(boxes, scores, threshold, classes=None):
    b, s = boxes.tolist(), scores.tolist()
    c = [0] * len(s) if classes is None else classes.tolist()
    alive = []
    for kind in set(c):
        mine = sorted((i for i in range(len(s)) if c[i] == kind), key=lambda i: -s[i])
        chosen = []
        for i in mine:
            if max((_iou(b[i], b[j]) for j in chosen), default=0.0) <= threshold:
                chosen.append(i)
        alive += chosen
    alive.sort(key=lambda i: (-s[i], i))
    return torch.tensor(alive, dtype=torch.int64)
