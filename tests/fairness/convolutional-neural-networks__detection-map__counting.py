"""Straight from the definition: the best precision for each number of objects found."""

from collections import defaultdict


def average_precision(hits, truths):
    found = 0
    best = [0.0] * (truths + 1)
    for k, hit in enumerate(hits):
        found += bool(hit)
        for level in range(1, found + 1):
            best[level] = max(best[level], found / (k + 1))
    return sum(best[1:]) / truths


def mean_average_precision(detections, truths, threshold=0.5):
    groups = defaultdict(list)
    number = defaultdict(int)
    for image, label, b in truths:
        groups[image, label].append([b, False])
        number[label] += 1
    results = {label: [] for label in number}
    for image, label, score, b in sorted(detections, key=lambda d: d[2], reverse=True):
        if label not in number:
            continue
        winner, high = None, 0.0
        for entry in groups[image, label]:
            if entry[1]:
                continue
            t = entry[0]
            w = max(0.0, min(b[2], t[2]) - max(b[0], t[0]))
            h = max(0.0, min(b[3], t[3]) - max(b[1], t[1]))
            i = w * h
            v = i / ((b[2] - b[0]) * (b[3] - b[1]) + (t[2] - t[0]) * (t[3] - t[1]) - i)
            if v > high:
                winner, high = entry, v
        if winner is not None and high >= threshold:
            winner[1] = True
            results[label].append(True)
        else:
            results[label].append(False)
    return sum(average_precision(results[label], number[label]) for label in number) / len(number)
