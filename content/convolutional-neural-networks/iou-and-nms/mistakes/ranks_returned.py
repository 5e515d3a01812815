# /// mistake
# fails = "the_best_boxes_stay"
# says = "You returned places in the sorted order: map them back to indices of boxes."
# ///
import torch


def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    inside = (high - low).clamp(min=0).prod(2)
    union = area(a)[:, None] + area(b) - inside
    return torch.where(union > 0, inside / union, 0)


def area(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def nms(boxes, scores, threshold, classes=None):
    suppresses = box_iou(boxes, boxes) > threshold
    if classes is not None:
        suppresses &= classes[:, None] == classes
    kept, ranks = [], []
    for rank, index in enumerate(scores.sort(descending=True, stable=True).indices.tolist()):
        if not suppresses[index, kept].any():
            kept.append(index)
            ranks.append(rank)
    return torch.tensor(ranks, dtype=torch.int64)
