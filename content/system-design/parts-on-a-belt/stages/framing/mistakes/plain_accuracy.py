# /// mistake
# fails = "every_kind_weighs_the_same"
# says = "You measured accuracy, where a rare kind hardly counts: take the mean of the recall of each kind."
# ///
import numpy as np

SIDE = 16


def images(table):
    # By number and by name: the columns come in any order, and sorted as text p10 would stand before p2. Object, day,
    # camera and station stay out: station tells the kind until the line is rearranged, and nothing from then on.
    pixels = np.stack([table[f"p{index}"] for index in range(SIDE * SIDE)], axis=1)
    return pixels.reshape(-1, SIDE, SIDE).astype(np.float64) / 255


def macro_recall(labels, predicted):
    return float(np.mean(predicted == labels))


def top_k(probabilities, labels, k):
    ranked = np.argsort(-probabilities, axis=1, kind="stable")[:, :k]
    return float(np.mean((ranked == labels[:, None]).any(axis=1)))


def decide(probabilities, costs, by_hand):
    expected = probabilities @ costs  # (n, boxes): what each box would cost on average
    cheapest = expected.argmin(axis=1)
    return np.where(expected.min(axis=1) > by_hand, -1, cheapest)
