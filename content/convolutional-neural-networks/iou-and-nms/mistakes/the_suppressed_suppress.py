# /// mistake
# fails = "what_is_suppressed_suppresses_nothing"
# says = "You let boxes suppress others that were suppressed themselves: compare only with those that stayed."
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
    kept, seen = [], []
    for index in scores.sort(descending=True, stable=True).indices.tolist():
        if not suppresses[index, seen].any():
            kept.append(index)
        seen.append(index)
    return torch.tensor(kept, dtype=torch.int64)
