"""What the area under the ROC curve is, what it does not see, and what precision makes of rare positives."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def roc_area(positive: torch.Tensor, negative: torch.Tensor) -> float:
    """Compute the area under the ROC curve from ranks; there are no ties."""
    scores = torch.cat([positive, negative])
    ranks = scores.argsort().argsort().double() + 1
    p, n = len(positive), len(negative)
    return float((ranks[:p].sum() - p * (p + 1) / 2) / (p * n))


def average_precision(positive: torch.Tensor, negative: torch.Tensor) -> float:
    """Compute the mean precision at the ranks of the positives."""
    scores = torch.cat([positive, negative])
    hits = torch.zeros(len(scores), dtype=torch.float64)
    hits[: len(positive)] = 1
    hits = hits[scores.argsort(descending=True)]
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1, dtype=torch.float64)
    return float((precision * hits).sum() / len(positive))


@claim
def the_area_is_a_probability(evidence: Evidence) -> None:
    """The area equals the share of pairs in which the positive scores higher, whatever increasing change is made."""
    positive, negative = evidence.normal(2_000) + 2.3, evidence.normal(5_000)
    area = roc_area(positive, negative)
    first, second = (
        positive[evidence.integers(200_000, low=0, high=2_000)],
        negative[evidence.integers(200_000, low=0, high=5_000)],
    )
    pairs = float((first > second).double().mean())
    changed = roc_area(torch.exp(positive), torch.exp(negative))
    evidence.row(area=round(area, 4), share_of_random_pairs=round(pairs, 4), area_after_exp=round(changed, 4))
    evidence.require(abs(area - pairs) < 0.005, f"The area is {area:.3f}, the share of pairs {pairs:.3f}.")
    evidence.require(area == changed, "An increasing change moved the area.")


@claim
def rare_positives_leave_roc_alone(evidence: Evidence) -> None:
    """From one positive in two to one in a thousand the ROC area stays at 0.95 and average precision collapses."""
    shares, areas, precisions = (0.5, 0.1, 0.01, 0.001), [], []
    for share in shares:
        count = 300
        positive = evidence.normal(count) + 2.326  # two normals this far apart have an area of 0.95
        negative = evidence.normal(int(count / share) - count)
        areas.append(roc_area(positive, negative))
        precisions.append(average_precision(positive, negative))
        by_chance = average_precision(evidence.normal(count), negative)
        evidence.row(
            share_of_positives=share,
            roc_area=round(areas[-1], 3),
            average_precision=round(precisions[-1], 3),
            of_a_random_ranker=round(by_chance, 4),
        )
        evidence.require(abs(by_chance / share - 1) < 0.5, f"A random ranker has {by_chance:.4f}, not {share}.")
    evidence.require(max(areas) - min(areas) < 0.04, f"The areas are {areas}.")
    evidence.require(precisions[0] > 0.9 and precisions[-1] < 0.25, f"The precisions are {precisions}.")
    evidence.plot(x="share of positives", y="area", log_x=True)
    evidence.curve("ROC", shares, areas)
    evidence.curve("average precision", shares, precisions)


@claim
def eleven_of_twelve_alarms_are_wrong(evidence: Evidence) -> None:
    """With 90 % recall, a false positive rate of 1 % and one fraud in a thousand, 8 % of the alarms are right."""
    fraud = torch.arange(400_000) < 400
    alarm = torch.where(fraud, evidence.uniform(400_000) < 0.9, evidence.uniform(400_000) < 0.01)
    precision = float((alarm & fraud).sum() / alarm.sum())
    exact = 0.9 * 0.001 / (0.9 * 0.001 + 0.01 * 0.999)
    evidence.row(
        frauds=400,
        alarms=int(alarm.sum()),
        right_alarms=int((alarm & fraud).sum()),
        precision=round(precision, 4),
        formula=round(exact, 4),
    )
    evidence.require(abs(precision - exact) < 0.01, f"The precision is {precision:.3f}.")


@claim
def equal_areas_may_cross(evidence: Evidence) -> None:
    """Two rankers with nearly the same ROC area find very different shares of the positives in the first alarms."""
    count, others = 2_000, 200_000
    negative = evidence.normal(others)
    even = evidence.normal(count) + 1.0
    clear = evidence.uniform(count) < 0.35  # a third stands out, the rest looks nearly normal
    uneven = torch.where(clear, evidence.normal(count) + 5.0, evidence.normal(count) + 0.47)
    seen = {}
    for name, positive in (("all a little higher", even), ("a third far higher", uneven)):
        area = roc_area(positive, negative)
        threshold = torch.quantile(negative[:100_000], 0.999)
        seen[name] = area, float((positive > threshold).double().mean())
        evidence.row(ranker=name, roc_area=round(area, 3), recall_at_fpr_of_one_in_a_thousand=round(seen[name][1], 3))
    (area, low), (other, high) = seen.values()
    evidence.require(abs(area - other) < 0.03, f"The areas are {area:.3f} and {other:.3f}.")
    evidence.require(high > 5 * low, f"The recalls are {low:.3f} and {high:.3f}.")
