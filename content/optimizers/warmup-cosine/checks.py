"""Checks of the schedule against sin² of half the angle, in exact fractions as far as they go."""

import math
from fractions import Fraction

from deepdrill.judge.checks import Trial, check

PLANS = [(4, 10), (3, 17), (1, 8), (9, 40), (100, 2000)]  # warm-up, total


def oracle(step: int, max_lr: float, warmup: int, total: int, min_lr: float = 0.0) -> float:
    """Give the rate as a mixture of max_lr and min_lr: (1 + cos πu)/2 is sin²(π(1 - u)/2)."""
    if step >= total:
        return min_lr
    if step < warmup:
        return float(Fraction(max_lr) * Fraction(step, warmup))
    share = math.sin(math.pi / 2 * float(Fraction(total - step, total - warmup))) ** 2
    return share * max_lr + (1 - share) * min_lr


def same(trial: Trial, step: int, max_lr: float, warmup: int, total: int, *rest: float) -> None:
    """Compare one rate."""
    with trial.case(f"step {step}, warm-up {warmup}, total {total}"):
        seen = trial.call("learning_rate", step, max_lr, warmup, total, *rest)
        wanted = oracle(step, max_lr, warmup, total, *rest)
        # A handful of float64 operations on numbers up to max_lr; a Python float is asked for, so no float32 slack.
        trial.same(seen, wanted, what="the learning rate", relative=1e-12, scale=max_lr)


def rate(trial: Trial) -> float:
    """Draw a maximal rate."""
    return trial.dice.uniform(1e-4, 1e-2)


@check
def the_warm_up_is_a_straight_line(trial: Trial) -> None:
    """In the warm-up the rate is max_lr·t/W: 0 at step 0."""
    for warmup, total in PLANS:
        max_lr = rate(trial)
        for step in sorted({0, 1, warmup // 2, warmup - 1} & set(range(warmup))):
            same(trial, step, max_lr, warmup, total)


@check
def the_warm_up_ends_at_the_maximum(trial: Trial) -> None:
    """At step W the rate is max_lr."""
    for warmup, total in PLANS:
        max_lr = rate(trial)
        same(trial, warmup, max_lr, warmup, total)
        same(trial, warmup, max_lr, warmup, total, max_lr / 10)


@check
def the_decay_is_half_a_cosine(trial: Trial) -> None:
    """Between W and T the rate follows the cosine of the progress since the warm-up; half-way it is the middle."""
    for warmup, total in PLANS:
        max_lr = rate(trial)
        for step in (warmup + 1, (warmup + total) // 2, trial.size(warmup + 1, total - 1), total - 1):
            same(trial, step, max_lr, warmup, total)


@check
def the_run_ends_at_the_minimum(trial: Trial) -> None:
    """From step T on the rate is min_lr, and it stays there."""
    for warmup, total in PLANS:
        max_lr = rate(trial)
        for step in (total, total + 1, total + trial.size(2, 9), 2 * total - warmup, 5 * total):
            same(trial, step, max_lr, warmup, total)
            same(trial, step, max_lr, warmup, total, max_lr / 10)


@check
def the_minimum_lifts_the_decay_only(trial: Trial) -> None:
    """With min_lr the cosine runs from max_lr to min_lr, while the warm-up still starts at 0."""
    for warmup, total in PLANS:
        max_lr = rate(trial)
        min_lr = max_lr * trial.dice.uniform(0.1, 0.4)
        for step in (0, warmup // 2, warmup - 1, total - 1, warmup + 1, (warmup + total) // 2):
            same(trial, step, max_lr, warmup, total, min_lr)
    with trial.case("min_lr as a keyword"):
        seen = trial.call("learning_rate", 7, 0.1, 2, 12, min_lr=0.02)
        trial.same(seen, 0.06, what="the learning rate", relative=1e-12)


@check
def no_warm_up_starts_at_the_maximum(trial: Trial) -> None:
    """With W = 0 step 0 has max_lr and the cosine begins at once."""
    for total in (1, 2, 11):
        max_lr = rate(trial)
        for step in (0, 1, total // 2, total - 1, total):
            same(trial, step, max_lr, 0, total, max_lr / 5)


@check
def a_run_of_warm_up_only(trial: Trial) -> None:
    """With W = T the rate rises up to step T - 1 and drops to min_lr at T."""
    for total in (1, 6):
        max_lr = rate(trial)
        for step in (0, total - 1, total, total + 1):
            same(trial, step, max_lr, total, total, max_lr / 5)


@check
def depends_on_its_arguments_only(trial: Trial) -> None:
    """Steps may be asked for in any order, twice, and for several runs at once."""
    plans = [(rate(trial), 5, 23), (rate(trial), 2, 31)]
    asked = [(step, plan) for plan in plans for step in range(0, 34, 3)] * 2
    trial.dice.shuffle(asked)
    for step, (max_lr, warmup, total) in asked:
        same(trial, step, max_lr, warmup, total)


@check
def long_runs_are_no_problem(trial: Trial) -> None:
    """A million steps, and rates of any size, give a float."""
    for max_lr in (3.0, 6e-4, 1e-7):
        for step in (0, 1, 1999, 2000, trial.size(2001, 999_999), 999_999, 1_000_000):
            same(trial, step, max_lr, 2000, 1_000_000, max_lr / 10)
