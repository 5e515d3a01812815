# /// mistake
# fails = "gives_an_interval_of_the_mean"
# says = "You took 1.96 standard errors: with five seeds the spread itself is uncertain, and Student asks for 2.78."
# ///
import numpy as np

# 97.5 % quantiles of Student's t by degrees of freedom.
T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


def interval(differences):
    differences = np.asarray(differences, dtype=float)
    count, mean = len(differences), differences.mean()
    # With five seeds the spread itself is a guess: t says 2.8 standard errors where the normal distribution says 2.0.
    reach = 1.96 * differences.std(ddof=1) / count**0.5
    return float(mean), float(mean - reach), float(mean + reach)


def ablate(run, changes, seeds):
    full = [run(list(changes), seed) for seed in seeds]
    found = {}
    for change in changes:
        # Out of the full set, not into the empty one: some changes work only where others have cleared the way.
        rest = [other for other in changes if other != change]
        # Minus the full run with the same seed: what makes a seed hard is hard for both, and cancels.
        found[change] = interval([score - run(rest, seed) for score, seed in zip(full, seeds, strict=True)])
    return found


def keep(found):
    return [change for change, (_, low, _) in found.items() if low > 0]


def decide(low, high, needed, ceiling):
    if low >= needed:
        return "ship"
    if ceiling < needed:
        return "labels"
    return "measure" if high >= needed else "improve"
