import numpy as np

SIDE = 16


def images(table):
    # By number and by name: the columns come in any order, and sorted as text p10 would stand before p2. Object, day,
    # camera and station stay out: station tells the kind until the line is rearranged, and nothing from then on.
    pixels = np.stack([table[f"p{index}"] for index in range(SIDE * SIDE)], axis=1)
    return pixels.reshape(-1, SIDE, SIDE).astype(np.float64) / 255


def macro_recall(labels, predicted):
    # A kind of six in a hundred weighs as much as one of twenty-eight.
    return float(np.mean([np.mean(predicted[labels == kind] == kind) for kind in np.unique(labels)]))


def top_k(probabilities, labels, k):
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    return float(np.mean((ranked == labels[:, None]).any(axis=1)))


def decide(probabilities, costs, by_hand):
    expected = probabilities @ costs  # (n, boxes): what each box would cost on average
    cheapest = expected.argmin(axis=1)
    return np.where(expected.min(axis=1) > by_hand, -1, cheapest)
