import torch


def box_iou(a, b):
    # a: (n, 4), b: (m, 4), corners x1, y1, x2, y2
    # TODO: return (n, m)
    ...


def nms(boxes, scores, threshold, classes=None):
    # TODO: return the indices of the boxes that stay, int64, by falling score
    ...
