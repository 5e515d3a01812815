# /// mistake
# fails = "reads_pixels_in_their_order"
# says = "You took the columns in the order in which they come: look each pixel up by its name."
# ///
import numpy as np

SIDE = 16


def images(table):
    pixels = np.stack([table[name] for name in table if name[0] == "p" and name[1:].isdigit()], axis=1)
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
