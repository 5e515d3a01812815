"""NumPy: cumulative sums, running maximum from the right, areas of rectangles; a table of IoUs per image."""

import numpy as np


def average_precision(hits, truths):
    h = np.array(list(hits), dtype=float)
    if h.size == 0:
        return 0.0
    tp = np.cumsum(h)
    recall = np.concatenate([[0.0], tp / truths])
    precision = tp / np.arange(1, h.size + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall) * envelope))


def _table(box, others):
    b = np.array(box, dtype=float)
    o = np.array(others, dtype=float).reshape(-1, 4)
    lo = np.maximum(b[:2], o[:, :2])
    hi = np.minimum(b[2:], o[:, 2:])
    inter = np.prod(np.clip(hi - lo, 0, None), axis=1)
    return inter / (np.prod(b[2:] - b[:2]) + np.prod(o[:, 2:] - o[:, :2], axis=1) - inter)


def mean_average_precision(detections, truths, threshold=0.5):
    out = []
    for label in sorted(set(t[1] for t in truths)):
        gt = [t for t in truths if t[1] == label]
        used = np.zeros(len(gt), dtype=bool)
        dets = [d for d in detections if d[1] == label]
        order = np.argsort([-d[2] for d in dets], kind="stable")
        hits = []
        for k in order:
            image, _, _, box = dets[k]
            o = _table(box, [t[2] for t in gt])
            o[used] = -1
            o[[t[0] != image for t in gt]] = -1
            best = int(np.argmax(o))
            ok = bool(o[best] >= threshold)
            if ok:
                used[best] = True
            hits.append(ok)
        out.append(average_precision(hits, len(gt)))
    return float(np.mean(out))
