import torch


def box_iou(a, b):
    # Every box of a against every box of b: (n, 1, 2) meets (1, m, 2).
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    # Boxes that do not meet have a negative extent. Without the clamp two of them would multiply to a positive area.
    inside = (high - low).clamp(min=0).prod(2)  # (n, m)
    union = area(a)[:, None] + area(b) - inside  # what both have is counted twice in the sum
    return torch.where(union > 0, inside / union, 0)


def area(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def nms(boxes, scores, threshold, classes=None):
    suppresses = box_iou(boxes, boxes) > threshold  # (n, n)
    if classes is not None:
        suppresses &= classes[:, None] == classes
    kept = []
    # Stable, so that equal scores keep the order of their indices.
    for index in scores.sort(descending=True, stable=True).indices.tolist():
        # Only what stayed counts: a box that was itself suppressed has no say.
        if not suppresses[index, kept].any():
            kept.append(index)
    return torch.tensor(kept, dtype=torch.int64)
