# /// mistake
# fails = "oversampling_repeats_the_smaller_classes"
# says = "You draw a whole class anew with replacement, so some of its members are lost: keep all, and draw only what is missing."
# ///
import numpy as np


def classes(indices, y):
    labels = y[indices]
    return [indices[labels == label] for label in np.unique(labels)]


def split(y, parts, seed):
    rng = np.random.default_rng(seed)
    train, test = [], []
    for members in classes(np.arange(len(y)), y):
        order, cut = rng.permutation(members), len(members) // parts
        test.append(order[:cut])
        train.append(order[cut:])
    return np.sort(np.concatenate(train)), np.sort(np.concatenate(test))


def oversample(indices, y, seed):
    rng = np.random.default_rng(seed)
    groups = classes(indices, y)
    largest = max(len(members) for members in groups)
    repeats = [rng.choice(members, largest) if len(members) < largest else members for members in groups]
    return np.sort(np.concatenate(repeats))


def undersample(indices, y, seed):
    rng = np.random.default_rng(seed)
    groups = classes(indices, y)
    smallest = min(len(members) for members in groups)
    return np.sort(np.concatenate([rng.choice(members, smallest, replace=False) for members in groups]))


def prepare(x, y, parts, how, seed):
    samplers = {"over": oversample, "under": undersample, "none": lambda indices, *_: indices}
    if how not in samplers:
        raise ValueError(f"how must be one of {', '.join(samplers)}")
    train, test = split(y, parts, seed)
    train = samplers[how](train, y, seed)
    return x[train], y[train], x[test], y[test]
