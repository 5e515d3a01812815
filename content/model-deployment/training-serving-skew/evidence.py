"""What a missing scaling, a feature from the future and a default do to a model without any error."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def trained(x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Fit a logistic regression on standardised columns; weights and statistics."""
    statistics = torch.stack([x.mean(0), x.std(0)])
    z = torch.cat([(x - statistics[0]) / statistics[1], torch.ones(len(x), 1, dtype=x.dtype)], 1)
    w = torch.zeros(z.shape[1], dtype=x.dtype)
    for _ in range(400):
        w = w - 0.5 * z.T @ (torch.sigmoid(z @ w) - y) / len(x)
    return w, statistics


def accuracy(w: torch.Tensor, z: torch.Tensor, y: torch.Tensor) -> float:
    """Compute the share of right answers on prepared columns."""
    return float(((z @ w[:-1] + w[-1] > 0) == (y > 0.5)).double().mean())


@claim
def a_missing_scaling_fails_silently(evidence: Evidence) -> None:
    """Fed with raw values where it learned scaled ones, the model answers every request, and by chance."""
    scale, shift = torch.tensor([1.0, 50.0, 0.01]), torch.tensor([10.0, 300.0, 0.5])
    x = (evidence.normal(4_000, 3) * scale + shift).double()
    y = ((x - shift) / scale @ torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64) > 0).double()
    w, statistics = trained(x[:2_000], y[:2_000])
    scaled = (x[2_000:] - statistics[0]) / statistics[1]
    right, skewed = accuracy(w, scaled, y[2_000:]), accuracy(w, x[2_000:], y[2_000:])
    for name, seen in (("scaled, as in training", right), ("raw", skewed)):
        evidence.row(serving=name, accuracy=round(seen, 3), exceptions=0)
    evidence.require(right > 0.95, f"As in training it has {right:.2f}.")
    evidence.require(skewed < 0.6, f"With raw values it still has {skewed:.2f}.")


@claim
def a_feature_from_the_future_is_gone_online(evidence: Evidence) -> None:
    """A column filled in after the event makes validation excellent, and serving, where it is still zero, poor."""
    honest = evidence.normal(6_000)
    y = (honest + evidence.normal(6_000) > 0).double()
    complaints = 2 * y + 0.5 * evidence.normal(6_000)  # entered when the case is closed
    table = torch.stack([honest, complaints], 1)
    seen = {}
    for name, columns in (("with the late column", [0, 1]), ("honest column only", [0])):
        w, statistics = trained(table[:3_000, columns], y[:3_000])
        live = table[3_000:, columns].clone()
        if 1 in columns:
            live[:, 1] = 0.0
        offline = accuracy(w, (table[3_000:, columns] - statistics[0]) / statistics[1], y[3_000:])
        online = accuracy(w, (live - statistics[0]) / statistics[1], y[3_000:])
        seen[name] = offline, online
        evidence.row(model=name, validation=round(offline, 3), serving=round(online, 3))
    (offline, online), (plain, same) = seen.values()
    evidence.require(offline > 0.95 and online < same - 0.1, f"It has {offline:.2f} offline and {online:.2f} online.")
    evidence.require(plain == same, "The honest model differs between the two.")


@claim
def rows_show_what_histograms_hide(evidence: Evidence) -> None:
    """If serving mixes up two columns of equal distribution, histograms agree and a row-by-row comparison finds it."""
    offline = evidence.normal(5_000, 4)
    online = offline[:, [0, 2, 1, 3]]  # the second and the third column changed places
    for column in range(4):
        a, b = offline[:, column].sort().values, online[:, column].sort().values
        far = float((a - b).abs().mean())  # between the two distributions
        differing = float((offline[:, column] != online[:, column]).double().mean())
        evidence.row(column=column, distance_of_the_distributions=round(far, 3), rows_that_differ=round(differing, 3))
        evidence.require(far < 0.1, f"The distributions of column {column} differ by {far:.2f}.")
        evidence.require((differing > 0.99) == (column in {1, 2}), f"Column {column} differs in {differing:.1%}.")
