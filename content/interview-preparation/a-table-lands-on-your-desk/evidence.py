"""Four traps of the first hour: a gap in disguise, dropped rows, persons seen twice, a column from afterwards."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def correlation(a: torch.Tensor, b: torch.Tensor) -> float:
    """Correlate two columns."""
    return float(torch.corrcoef(torch.stack((a, b)))[0, 1])


@claim
def a_gap_in_disguise(evidence: Evidence) -> None:
    """Three percent of -999 in a column of ages moves its mean by more than a deviation and hides a correlation."""
    age = 45 + 12 * evidence.normal(4_000)
    risk = (age - 45) / 12 + evidence.normal(4_000)
    gap = evidence.uniform(4_000) < 0.03
    disguised = torch.where(gap, -999.0, age)
    seen = {"complete": (age, risk), "-999 for gaps": (disguised, risk), "gaps left out": (age[~gap], risk[~gap])}
    found = {}
    for name, (column, target) in seen.items():
        found[name] = (float(column.mean()), correlation(column, target))
        evidence.row(ages=name, mean_in_years=found[name][0], correlation_with_risk=found[name][1])
    evidence.require(found["complete"][0] - found["-999 for gaps"][0] > 12, "The mean hardly moves.")
    evidence.require(found["complete"][1] > 0.6, "There is no correlation.")
    evidence.require(found["-999 for gaps"][1] < 0.25, "The correlation is still seen.")
    evidence.require(abs(found["gaps left out"][1] - found["complete"][1]) < 0.05, "Without the gaps it differs too.")


@claim
def how_many_rows_are_complete(evidence: Evidence) -> None:
    """With 5 % of the entries missing at random in each of 20 columns only 0.95^20 = 36 % of the rows are complete."""
    complete = ~(evidence.uniform(20_000, 40) < 0.05)
    widths = range(1, 41)
    shares = [float(complete[:, :width].all(1).double().mean()) for width in widths]
    evidence.plot(x="columns with 5 % missing", y="share of complete rows")
    evidence.curve("drawn", widths, shares)
    evidence.curve("0.95 to the power of the columns", widths, [0.95**width for width in widths])
    for width in (1, 5, 20, 40):
        evidence.row(columns=width, complete_rows=shares[width - 1], expected=0.95**width)
    evidence.require(abs(shares[19] - 0.95**20) < 0.02, f"{shares[19]:.2f} of the rows are complete.")


def nearest_label(train: torch.Tensor, labels: torch.Tensor, test: torch.Tensor) -> torch.Tensor:
    """Give each test row the label of the nearest row of the training part."""
    return labels[torch.cdist(test, train).argmin(1)]


@claim
def persons_on_both_sides(evidence: Evidence) -> None:
    """Coin flips as labels, five rows a person: a split by rows promises far more than half, one by person does not."""
    persons, visits = 400, 5
    who = torch.arange(persons).repeat_interleave(visits)
    rows = evidence.normal(persons, 6)[who] + 0.2 * evidence.normal(persons * visits, 6)
    label = evidence.integers(persons, low=0, high=2)[who]  # by person, and by chance
    by_row = evidence.uniform(persons * visits) < 0.7
    by_person = (evidence.uniform(persons) < 0.7)[who]
    right = {}
    for name, train in (("rows", by_row), ("persons", by_person)):
        guess = nearest_label(rows[train], label[train], rows[~train])
        right[name] = float((guess == label[~train]).double().mean())
        evidence.row(split_by=name, accuracy=right[name], accuracy_of_a_coin=0.5)
    evidence.require(right["rows"] > 0.9, f"Split by rows: {right['rows']:.2f}.")
    evidence.require(right["persons"] < 0.75, f"Split by persons: {right['persons']:.2f}.")


@claim
def a_column_from_afterwards(evidence: Evidence) -> None:
    """A column filled in after the event gives a near perfect score, and none at all where it is still empty."""
    rows = 4_000
    signal = evidence.normal(rows)
    left = (signal + 2 * evidence.normal(rows)) > 0  # the customer leaves
    reminders = torch.where(left, 3.0, 0.0) + evidence.uniform(rows)  # counted after leaving
    today = evidence.uniform(rows)  # the same column at the time of prediction
    for name, column in (("signal", signal), ("reminders, from the archive", reminders), ("reminders, today", today)):
        accuracy = float(((column > column.mean()) == left).double().mean())
        evidence.row(column=name, accuracy=accuracy)
        if "archive" in name:
            evidence.require(accuracy > 0.99, f"The archive's column gives {accuracy:.2f}.")
        elif "today" in name:
            evidence.require(abs(accuracy - 0.5) < 0.05, f"The column of today gives {accuracy:.2f}.")
        else:
            evidence.require(0.58 < accuracy < 0.72, f"The honest column gives {accuracy:.2f}.")
