# /// mistake
# fails = "undersampling_drops_from_the_larger_classes"
# says = "You keep the first members of each class: keep random ones."
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
    repeats = [rng.choice(members, largest - len(members)) for members in groups]
    return np.sort(np.concatenate([indices, *repeats]))


def undersample(indices, y, seed):
    rng = np.random.default_rng(seed)
    groups = classes(indices, y)
    smallest = min(len(members) for members in groups)
    return np.sort(np.concatenate([members[:smallest] for members in groups]))


def prepare(x, y, parts, how, seed):
    samplers = {"over": oversample, "under": undersample, "none": lambda indices, *_: indices}
    if how not in samplers:
        raise ValueError(f"how must be one of {', '.join(samplers)}")
    train, test = split(y, parts, seed)
    train = samplers[how](train, y, seed)
    return x[train], y[train], x[test], y[test]
