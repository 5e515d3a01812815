# /// mistake
# fails = "the_iou_is_intersection_over_union"
# says = "You added 1 to the sides, which counts pixels of integer boxes: the corners here are real numbers."
# ///
import torch


def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    inside = (high - low + 1).clamp(min=0).prod(2)
    union = area(a)[:, None] + area(b) - inside
    return torch.where(union > 0, inside / union, 0)


def area(boxes):
    return (boxes[:, 2:] - boxes[:, :2] + 1).prod(1)


def nms(boxes, scores, threshold, classes=None):
    suppresses = box_iou(boxes, boxes) > threshold
    if classes is not None:
        suppresses &= classes[:, None] == classes
    kept = []
    for index in scores.sort(descending=True, stable=True).indices.tolist():
        if not suppresses[index, kept].any():
            kept.append(index)
    return torch.tensor(kept, dtype=torch.int64)
