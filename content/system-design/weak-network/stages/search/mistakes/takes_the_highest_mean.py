# /// mistake
# fails = "prefers_the_smaller_of_equals"
# says = "You take the highest mean: within its error a smaller network is as good for all that is known, and cheaper for ever."
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
    near = np.flatnonzero(means >= means[best])
    return int(min(near, key=lambda index: (sizes[index], -means[index])))


def report(candidates, validate, test):
    best = int(np.argmax([validate(candidate) for candidate in candidates]))
    # The winner's validation score is the highest of many and so too high. Ask the test set once, about one network.
    return best, test(candidates[best])
