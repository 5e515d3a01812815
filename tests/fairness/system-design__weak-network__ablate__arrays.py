import math
import statistics

import numpy as np

T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


def interval(differences):
    m = statistics.fmean(differences)
    h = T[len(differences) - 1] * statistics.stdev(differences) / math.sqrt(len(differences))
    return m, m - h, m + h


def ablate(run, changes, seeds):
    table = np.array([[run([c for c in changes if c != out], s) for s in seeds] for out in [None, *changes]])
    return {c: interval([float(v) for v in table[0] - table[i + 1]]) for i, c in enumerate(changes)}


def keep(found):
    kept = []
    for name in found:
        if found[name][1] > 0:
            kept.append(name)
    return kept


def decide(low, high, needed, ceiling):
    if not low < needed:
        return "ship"
    if needed > ceiling:
        return "labels"
    if low < needed <= high:
        return "measure"
    return "improve"
