"""An audit of a lending model by two attributes and by their combinations, before and after a remedy."""

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from deepdrill.lab.experiment import Lab, Runs, settles

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

TRAIN, AUDITED = 40_000, 20_000
REPEATS = 40
"""Small audits whose largest gaps are averaged."""

ALIKE, CROSSED, UNEQUAL = (
    "all groups are alike",
    "records understate young women and older men",
    "women earn less",
)
NONE, BLIND, PARITY, GENDER, BOTH = (
    "none",
    "leave gender and age out",
    "equal shares accepted, by gender",
    "equal true positive rates, by gender",
    "equal true positive rates, by gender and age",
)


class People:
    """Applicants: two attributes, what the bank sees, and whether they repay."""

    def __init__(self, rng: np.random.Generator, count: int, world: str) -> None:
        self.woman = rng.random(count) < 0.5
        self.young = rng.random(count) < 0.5
        means = rng.standard_normal(count) - 0.8 * self.woman * (world == UNEQUAL)
        self.repays = rng.random(count) < expit(2 * means)  # gender and age matter through the means alone
        self.record = means + 0.3 * rng.standard_normal(count)
        if world == CROSSED:
            self.record -= 1.2 * (self.woman == self.young)

    def features(self, *, blind: bool) -> Array:
        """Give what the model sees, (people, 1 or 3)."""
        seen = [self.record] if blind else [self.record, self.woman, self.young]
        return np.stack(seen, axis=1).astype(float)

    def combinations(self) -> NDArray[np.int64]:
        """Give each one's combination: 0 older man, 1 young man, 2 older woman, 3 young woman."""
        return 2 * self.woman.astype(int) + self.young


NAMES = ("men, older", "men, young", "women, older", "women, young")


def accepted_share(accepted: Flags, _: Flags) -> float:
    """Give the share of people who are accepted."""
    return float(accepted.mean())


def true_positive_rate(accepted: Flags, repays: Flags) -> float:
    """Give the share of those who repay that is accepted; no number where nobody repays."""
    return float(accepted[repays].mean()) if repays.any() else float("nan")


def thresholds(scores: Array, repays: Flags, group: NDArray[np.int64], measure: Callable[..., float]) -> Array:
    """Find for each group (0, 1, …) the threshold at which the measure is what it is over all people at 0.5."""
    target = measure(scores > 0.5, repays)
    counted = scores[repays] if measure is true_positive_rate else scores
    inside = group[repays] if measure is true_positive_rate else group
    return np.array([np.quantile(counted[inside == one], 1 - target) for one in range(group.max() + 1)])


def decide(train: People, audited: People, remedy: str) -> Flags:
    """Train, choose thresholds on the training data, and decide about the people who are audited."""
    blind = remedy == BLIND
    model = LogisticRegression().fit(train.features(blind=blind), train.repays)
    score, new = (model.predict_proba(people.features(blind=blind))[:, 1] for people in (train, audited))
    if remedy in (NONE, BLIND):
        return new > 0.5
    group, new_group = (
        people.combinations() if remedy == BOTH else people.woman.astype(int) for people in (train, audited)
    )
    limits = thresholds(score, train.repays, group, accepted_share if remedy == PARITY else true_positive_rate)
    return new > limits[new_group]


def gap(measure: Callable[..., float], accepted: Flags, repays: Flags, group: NDArray[np.int64]) -> float:
    """Give the largest difference of a measure between groups, in percentage points."""
    found = [measure(accepted[group == one], repays[group == one]) for one in np.unique(group)]
    return 100 * float(np.nanmax(found) - np.nanmin(found))


def table(people: People, accepted: Flags) -> list[dict[str, str | float]]:
    """Lay the audit out by attribute and by combination."""
    combined = people.combinations()
    members = {"men": ~people.woman, "women": people.woman, "older": ~people.young, "young": people.young}
    members |= {name: combined == index for index, name in enumerate(NAMES)}
    return [
        {
            "group": name,
            "% who repay": round(100 * float(people.repays[who].mean()), 1),
            "% accepted": round(100 * accepted_share(accepted[who], people.repays[who]), 1),
            "% accepted of those who repay": round(100 * true_positive_rate(accepted[who], people.repays[who]), 1),
            "% who repay of those accepted": round(100 * float(people.repays[who & accepted].mean()), 1),
        }
        for name, who in members.items()
    ]


def audits_of_all_sizes(lab: Lab, people: People, accepted: Flags) -> None:
    """Draw the mean of the largest gap over audits of few and of many people."""
    grouped = {"by gender": people.woman.astype(int), "by gender and age": people.combinations()}
    for size, (name, group) in product((100, 200, 500, 1000, 2000, 5000, 10_000), grouped.items()):
        found = []
        for _ in range(REPEATS):
            rows = lab.rng.choice(AUDITED, size, replace=False)
            found.append(gap(true_positive_rate, accepted[rows], people.repays[rows], group[rows]))
        lab.point(name, size, np.mean(found))
        if lab.stopped:
            return


def run(lab: Lab, *, world: str, remedy: str) -> None:
    """Train on some people and audit the decisions about others."""
    train, audited = People(lab.rng, TRAIN, world), People(lab.rng, AUDITED, world)
    accepted = decide(train, audited, remedy)
    lab.table("audit of 20,000 people", table(audited, accepted))
    woman, young = audited.woman.astype(int), audited.young.astype(int)
    right = accepted, audited.repays
    lab.value("gap in shares accepted, by gender", gap(accepted_share, *right, woman))
    lab.value("gap in true positive rates, by gender", gap(true_positive_rate, *right, woman))
    lab.value("… by age", gap(true_positive_rate, *right, young))
    lab.value("… by gender and age", gap(true_positive_rate, *right, audited.combinations()))
    lab.value("% of decisions right", 100 * (accepted == audited.repays).mean())
    audits_of_all_sizes(lab, audited, accepted)


def rates(runs: Runs, **knobs: str) -> dict[str, float]:
    """Give the true positive rate of each group, in %."""
    rows = runs(**knobs).tables["audit of 20,000 people"]
    return {str(row["group"]): float(row["% accepted of those who repay"] or 0) for row in rows}


@settles("crossed")
def an_audit_by_one_attribute_at_a_time(runs: Runs) -> int:
    """Compare the gaps by one attribute with the one over combinations."""
    values = runs().values
    single = max(values["gap in true positive rates, by gender"], values["… by age"])
    crossed = values["… by gender and age"]
    runs.note(
        f"By one attribute the larger gap is {single:.1f} points, over the four combinations {crossed:.1f} points."
    )
    if single >= 5:  # the question says that it is less
        return -1
    return 0 if crossed < 5 else 1 if crossed < 15 else 2


@settles("cost")
def what_the_remedy_costs(runs: Runs) -> int:
    """Compare decisions without a remedy and with thresholds for each combination."""
    before, after = (runs(remedy=one).values for one in (NONE, BOTH))
    right = [one["% of decisions right"] for one in (before, after)]
    runs.note(
        f"The gap goes from {before['… by gender and age']:.1f} to {after['… by gender and age']:.1f} points, "
        f"and {right[1]:.1f} % of the decisions are right in place of {right[0]:.1f} %."
    )
    return 0 if right[1] < right[0] - 1 else 2 if right[1] > right[0] + 1 else 1


@settles("parity")
def equal_shares(runs: Runs) -> int:
    """See whom equal shares favour among those who repay."""
    before, after = (rates(runs, world=UNEQUAL, remedy=one) for one in (NONE, PARITY))
    runs.note(
        f"Of the women who repay {before['women']:.0f} % were accepted and now are {after['women']:.0f} %, "
        f"of the men {before['men']:.0f} % and {after['men']:.0f} %."
    )
    lead = after["women"] - after["men"]
    return 0 if abs(lead) < 3 else 1 if lead > 0 else 2


@settles("small")
def a_small_audit(runs: Runs) -> int:
    """See how large the largest gap is in an audit of few people where there is none."""
    found = runs(world=ALIKE)
    few, many = found.ys("by gender and age")[0], found.ys("by gender and age")[-1]
    runs.note(f"The largest gap is {few:.0f} points on average with 100 people and {many:.1f} points with 10,000.")
    return 0 if few < 4 else 1 if few < 12 else 2
