# /// mistake
# fails = "precision_is_interpolated"
# says = "You averaged the precisions at the hits as they are: at each recall the best precision there or later counts."
# ///
def average_precision(hits, truths):
    precisions = []
    for rank, hit in enumerate(hits, start=1):
        if hit:
            precisions.append((len(precisions) + 1) / rank)
    best = area = 0.0
    for precision in reversed(precisions):
        best = precision
        area += best
    return area / truths


def iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if min(width, height) < 0:
        return 0.0
    inside = width * height
    return inside / (area(a) + area(b) - inside)


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def mean_average_precision(detections, truths, threshold=0.5):
    labels = {label for _, label, _ in truths}
    total = 0.0
    for label in labels:
        free = {}
        for image, kind, box in truths:
            if kind == label:
                free.setdefault(image, []).append(box)
        count = sum(len(boxes) for boxes in free.values())

        mine = [found for found in detections if found[1] == label]
        hits = []
        for image, _, _, box in sorted(mine, key=lambda found: -found[2]):
            rest = free.get(image, [])
            best = max(rest, key=lambda other: iou(box, other), default=None)
            hits.append(best is not None and iou(box, best) >= threshold)
            if hits[-1]:
                rest.remove(best)
        total += average_precision(hits, count)
    return total / len(labels)
