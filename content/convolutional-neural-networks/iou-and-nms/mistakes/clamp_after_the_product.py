# /// mistake
# fails = "boxes_apart_have_no_overlap"
# says = "You clamp the area and not the sides: two negative sides have already become a positive area then."
# ///
import torch


def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    inside = (high - low).prod(2).clamp(min=0)
    union = area(a)[:, None] + area(b) - inside
    return torch.where(union > 0, inside / union, 0)


def area(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def nms(boxes, scores, threshold, classes=None):
    suppresses = box_iou(boxes, boxes) > threshold
    if classes is not None:
        suppresses &= classes[:, None] == classes
    kept = []
    for index in scores.sort(descending=True, stable=True).indices.tolist():
        if not suppresses[index, kept].any():
            kept.append(index)
    return torch.tensor(kept, dtype=torch.int64)
