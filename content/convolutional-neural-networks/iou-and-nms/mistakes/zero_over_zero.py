# /// mistake
# fails = "empty_boxes_are_no_nan"
# says = "Two boxes without area give 0/0 = NaN: return 0 where the union is 0."
# ///
import torch


def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    inside = (high - low).clamp(min=0).prod(2)
    union = area(a)[:, None] + area(b) - inside
    return inside / union


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
