"""Costs and intervals row by row, and by another way to Wilson's interval."""

import math

import numpy as np

from deepdrill.judge.checks import Trial, check

Z = 1.96


def payments(trial: Trial, rows: int, *, apart: float = 0.25) -> dict[str, np.ndarray]:
    """Draw labels, scores with ties, and amounts."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    fraud = (draw.random(rows) < 0.1).astype(np.int64)
    fraud[:2] = (1, 0)
    scores = np.round(np.clip(draw.normal(0.2 + apart * fraud, 0.15), 0, 1), 2)
    return {"fraud": fraud, "scores": scores, "amount": np.round(np.exp(draw.normal(3.5, 1.0, rows)), 2)}


def cost_at(threshold: float, rows: dict[str, np.ndarray], review: float) -> float:
    """Add up row by row."""
    total = 0.0
    for fraud, score, amount in zip(
        rows["fraud"].tolist(), rows["scores"].tolist(), rows["amount"].tolist(), strict=True
    ):
        total += review if score >= threshold else amount * fraud
    return total


def cheapest(rows: dict[str, np.ndarray], review: float) -> float:
    """Try every threshold."""
    candidates = [*sorted(set(rows["scores"].tolist())), math.inf]
    costs = [cost_at(threshold, rows, review) for threshold in candidates]
    return max(threshold for threshold, cost in zip(candidates, costs, strict=True) if cost <= min(costs) + 1e-7)


@check
def chooses_by_cost(trial: Trial) -> None:
    """The threshold has the lowest cost."""
    for rows, review in ((6, 3.0), (200, 4.0), (200, 0.01), (60, 1e6)):
        one = payments(trial, rows)
        with trial.case(f"a review costs {review:g} euros"):
            seen = trial.call("choose_threshold", one["fraud"], one["scores"], one["amount"], review)
            trial.same(seen, float(cheapest(one, review)), what="the threshold", relative=1e-9)


@check
def reports_on_rows_that_had_no_say(trial: Trial) -> None:
    """The threshold comes from the validation rows, and the cost from the test rows."""
    for rows in (40, 400):
        validation, test = payments(trial, rows), payments(trial, rows, apart=0.12)
        threshold = cheapest(validation, 4.0)
        seen = trial.call("report", validation, test, 4.0)
        trial.same(seen, (float(threshold), cost_at(threshold, test, 4.0)), what="the report", relative=1e-9)


@check
def counts_found_frauds_by_group(trial: Trial) -> None:
    """Frauds, found ones and Wilson's interval for each group with a fraud."""
    for rows in (12, 500):
        one = payments(trial, rows)
        group = np.array([trial.dice.randrange(5) for _ in range(rows)], dtype=np.int64)
        flagged = (one["scores"] > 0.3).astype(np.int64)
        expected = {}
        for name in sorted({int(group[row]) for row in range(rows) if one["fraud"][row]}):
            mine = [row for row in range(rows) if group[row] == name and one["fraud"][row] == 1]
            n, k = len(mine), sum(int(flagged[row]) for row in mine)
            # The roots of (p - q)² = z² q (1 - q) / n: where a share q would be z standard errors from what was seen.
            a, b, c = 1 + Z**2 / n, -(2 * k / n + Z**2 / n), (k / n) ** 2
            root = math.sqrt(max(b * b - 4 * a * c, 0.0))
            expected[name] = (n, k, (-b - root) / (2 * a), (-b + root) / (2 * a))
        seen = trial.call("by_group", group, one["fraud"], flagged)
        trial.require(
            isinstance(seen, dict) and sorted(seen) == sorted(expected),
            f"by_group must give an entry for each of the groups with a fraud, {sorted(expected)}.",
            seen=seen,
        )
        trial.same(seen, expected, what="the dict of groups", relative=1e-6, scale=1.0)


@check
def names_groups_that_are_surely_worse(trial: Trial) -> None:
    """A group is weak only if its whole interval lies below the overall share."""
    group, fraud, flagged = [], [], []
    weak, strong, tiny = trial.dice.sample(range(9), 3)
    for name, n, k in ((weak, 60, 12), (strong, 90, 80), (tiny, 2, 0)):
        group += [name] * (n + 20)
        fraud += [1] * n + [0] * 20
        flagged += [1] * k + [0] * (n - k) + [1] * 3 + [0] * 17
    order = trial.dice.sample(range(len(group)), len(group))
    columns = [np.array([column[row] for row in order], dtype=np.int64) for column in (group, fraud, flagged)]
    trial.same(trial.call("weak_groups", *columns), [weak], what="the list of weak groups")
