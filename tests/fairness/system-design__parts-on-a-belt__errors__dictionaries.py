from collections import Counter, defaultdict

import numpy as np


def confusions(labels, predicted, most):
    pairs = Counter(zip(labels.tolist(), predicted.tolist()))
    whole = Counter(labels.tolist())
    rows = [(a, b, n, n / whole[a]) for (a, b), n in pairs.items() if a != b]
    rows.sort(key=lambda r: (-r[3], r[0], r[1]))
    return rows[:most]


def out_of_fold(images, labels, objects, folds, fit, score):
    rank = {o: i for i, o in enumerate(sorted(set(objects.tolist())))}
    fold = np.array([rank[o] % folds for o in objects.tolist()])
    out = None
    for k in range(folds):
        m = fit(images[fold != k], labels[fold != k])
        p = score(m, images[fold == k])
        if out is None:
            out = np.zeros((len(images), p.shape[1]))
        out[fold == k] = p
    return out


def suspects(probabilities, labels, objects, most):
    rows = defaultdict(list)
    for i, o in enumerate(objects.tolist()):
        rows[o].append(i)
    mean = {o: probabilities[i].mean(0) for o, i in rows.items()}
    label = {o: int(labels[i[0]]) for o, i in rows.items()}
    kinds = range(probabilities.shape[1])
    t = [np.mean([mean[o][k] for o in rows if label[o] == k]) for k in kinds]
    found = []
    for o, p in mean.items():
        gaps = [p[k] - p[label[o]] for k in kinds if k != label[o] and p[k] >= t[k] and p[k] > p[label[o]]]
        if gaps:
            found.append((-max(gaps), o))
    return [o for _, o in sorted(found)][:most]
