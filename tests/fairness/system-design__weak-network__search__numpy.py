import math

import numpy as np


def sample(count, seed):
    r = np.random.default_rng(seed)
    rate = np.exp(r.uniform(math.log(1e-4), math.log(1e-1), count))
    decay = np.exp(r.uniform(math.log(1e-5), math.log(1e-1), count))
    drop = 0.6 * r.random(count)
    width = 2 ** r.integers(4, 9, count)
    return [
        {"rate": float(a), "decay": float(b), "dropout": float(c), "width": int(d)}
        for a, b, c, d in zip(rate, decay, drop, width)
    ]


def halve(configs, evaluate, first):
    spent = 0
    alive = list(range(len(configs)))
    while len(alive) > 1:
        result = {i: evaluate(configs[i], first) for i in alive}
        spent += first * len(alive)
        alive = sorted(alive, key=lambda i: (-result[i], i))[: math.ceil(len(alive) / 2)]
        alive.sort()
        first = 2 * first
    return configs[alive[0]], spent


def simplest(scores, sizes):
    mean = np.mean(scores, axis=1)
    top = int(np.argmax(mean))
    se = math.sqrt(sum((v - mean[top]) ** 2 for v in scores[top]) / (len(scores[top]) - 1) / len(scores[top]))
    good = [i for i in range(len(mean)) if mean[i] >= mean[top] - se]
    small = min(sizes[i] for i in good)
    good = [i for i in good if sizes[i] == small]
    return max(good, key=lambda i: mean[i])


def report(candidates, validate, test):
    values = [validate(c) for c in candidates]
    i = values.index(max(values))
    return i, test(candidates[i])
