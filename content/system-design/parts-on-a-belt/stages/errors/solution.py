import numpy as np


def confusions(labels, predicted, most):
    found = []
    for label in np.unique(labels):
        mine = predicted[labels == label]
        for answer in np.unique(mine[mine != label]):
            count = int(np.sum(mine == answer))
            # A share of the kind's own photographs: by counts the frequent kinds would always lead.
            found.append((int(label), int(answer), count, count / len(mine)))
    return sorted(found, key=lambda one: (-one[3], one[0], one[1]))[:most]


def out_of_fold(images, labels, objects, folds, fit, score):
    _, index = np.unique(objects, return_inverse=True)
    fold = index % folds  # by part: a photograph of the same part in training would carry the wrong label over
    parts = []
    for one in range(folds):
        held = np.flatnonzero(fold == one)
        model = fit(images[fold != one], labels[fold != one])
        parts.append((held, score(model, images[held])))
    found = np.zeros((len(images), parts[0][1].shape[1]))
    for held, probabilities in parts:
        found[held] = probabilities
    return found


def suspects(probabilities, labels, objects, most):
    parts, first, index = np.unique(objects, return_index=True, return_inverse=True)
    p = np.zeros((len(parts), probabilities.shape[1]))
    np.add.at(p, index, probabilities)
    p /= np.bincount(index)[:, None]
    label = labels[first]  # a person labelled the part once
    # What the model usually gives a kind: it is more hesitant with some kinds than with others.
    usual = np.array([p[label == kind, kind].mean() for kind in range(p.shape[1])])
    own = p[np.arange(len(parts)), label]
    gap = np.where((p >= usual) & (p > own[:, None]), p - own[:, None], -np.inf)
    gap[np.arange(len(parts)), label] = -np.inf
    worst = gap.max(axis=1)
    order = np.lexsort((parts, -worst))
    return [int(parts[one]) for one in order if worst[one] > -np.inf][:most]
