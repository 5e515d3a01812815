"""A minority that the average hides, a label that errs by group, and a loop that confirms itself."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_average_hides_a_minority(evidence: Evidence) -> None:
    """A model can be over 90% right overall and under 40% in a minority of 5%, also with ten times the data."""
    for count in (2_000, 20_000):
        minority = evidence.uniform(count) < 0.05
        x = evidence.normal(count, 3)
        rule = torch.where(minority, -x[:, 0], x[:, 0])
        y = torch.where(rule > 0, 1.0, -1.0).double()
        w = torch.linalg.lstsq(x, y[:, None]).solution
        right = ((x @ w)[:, 0] > 0) == (y > 0)
        overall, there = float(right.double().mean()), float(right[minority].double().mean())
        evidence.row(people=count, overall=round(overall, 3), minority=round(there, 3))
        evidence.require(overall > 0.9 and there < 0.4, f"Overall {overall:.2f}, minority {there:.2f}.")


@claim
def a_proxy_label_ranks_a_group_too_low(evidence: Evidence) -> None:
    """Chosen by cost instead of need, a group on which 30% less is spent falls far below its half."""
    group = evidence.integers(20_000, low=0, high=2)
    need = evidence.normal(20_000).exp()
    cost = need * torch.where(group == 1, 0.7, 1.0) * (0.1 * evidence.normal(20_000)).exp()
    shares = {}
    for name, score in (("need", need), ("cost", cost)):
        chosen = score.argsort(descending=True)[:2_000]
        shares[name] = float((group[chosen] == 1).double().mean())
        evidence.row(chosen_by=name, share_of_the_group=round(shares[name], 3))
    evidence.require(abs(shares["need"] - 0.5) < 0.05, f"By need: {shares['need']:.2f}.")
    evidence.require(shares["cost"] < 0.4, f"By cost: {shares['cost']:.2f}.")


@claim
def a_loop_confirms_itself(evidence: Evidence) -> None:
    """Patrols go where more was recorded: a start of 6 to 4 grows, though both districts are alike."""
    recorded = [6.0, 4.0]
    shares = []
    for _ in range(300):
        where = 0 if recorded[0] > recorded[1] else 1  # the patrol sees only the district it is sent to
        recorded[where] += float(evidence.uniform(1) < 0.5)
        shares.append(recorded[0] / sum(recorded))
    evidence.row(true_share=0.5, first=0.6, after_300_days=round(shares[-1], 3))
    evidence.require(shares[-1] > 0.9, f"The share is {shares[-1]:.2f}.")
    evidence.plot(x="day", y="share recorded in the first district")
    evidence.curve("recorded", range(1, 301), shares)
    evidence.curve("true", (1, 300), (0.5, 0.5))
