# /// mistake
# fails = "asks_the_test_set_once"
# says = "You choose the best on the test rows, which makes them validation rows: nothing is left to measure with. Choose by validate."
# ///
import numpy as np

WIDTHS = (16, 32, 64, 128, 256)


def sample(count, seed):
    rng = np.random.default_rng(seed)  # one generator for all: with one for each the draws would go in step
    return [
        {
            # Even in the exponent: evenly from 0.0001 to 0.1 nine draws of ten would lie above 0.01.
            "rate": float(10 ** rng.uniform(-4, -1)),
            "width": int(rng.choice(WIDTHS)),
            "dropout": float(rng.uniform(0, 0.6)),
            "decay": float(10 ** rng.uniform(-5, -1)),
        }
        for _ in range(count)
    ]


def halve(configs, evaluate, first):
    left, epochs, spent = list(configs), first, 0
    while len(left) > 1:
        scores = [evaluate(config, epochs) for config in left]
        spent += epochs * len(left)
        order = np.argsort([-score for score in scores], kind="stable")
        left = [left[index] for index in sorted(order[: (len(left) + 1) // 2])]
        epochs *= 2  # half as many with twice the epochs: every round costs about the same
    return left[0], spent


def simplest(scores, sizes):
    means = scores.mean(axis=1)
    best = means.argmax()
    # The best of many noisy means is partly luck: what lies within its error of it is as good for all we know.
    error = scores[best].std(ddof=1) / scores.shape[1] ** 0.5
    near = np.flatnonzero(means >= means[best] - error)
    return int(min(near, key=lambda index: (sizes[index], -means[index])))


def report(candidates, validate, test):
    scores = [test(candidate) for candidate in candidates]
    best = int(np.argmax(scores))
    return best, scores[best]
