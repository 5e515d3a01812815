"""What dropout's factor does to the mean, what the popular variants do, and what is left of the match behind a ReLU."""

import torch

from deepdrill.lab.evidence import Evidence, claim

RATES = (0.1, 0.2, 0.5, 0.8)


def masks(evidence: Evidence, p: float, *shape: int) -> torch.Tensor:
    """Draw what is kept: one with probability 1 − p."""
    return (evidence.uniform(*shape) >= p).double()


@claim
def the_mean_stays_and_the_variance_grows(evidence: Evidence) -> None:
    """Divided by 1 − p, a dropped activation x keeps the mean x; its variance is x²·p/(1 − p)."""
    x, draws = 3.0, 200_000
    for p in RATES:
        seen = masks(evidence, p, draws) * x / (1 - p)
        mean, variance = float(seen.mean()), float(seen.var())
        expected = x * x * p / (1 - p)
        evidence.row(
            p=p,
            factor=round(1 / (1 - p), 3),
            mean=round(mean, 3),
            variance=round(variance, 2),
            formula=round(expected, 2),
        )
        evidence.require(abs(mean - x) < 5 * (expected / draws) ** 0.5, f"At p = {p} the mean is {mean:.3f}.")
        evidence.require(abs(variance / expected - 1) < 0.05, f"At p = {p} the variance is {variance:.2f}.")


@claim
def popular_variants_miss_the_mean(evidence: Evidence) -> None:
    """Dividing by p misses the mean except at one half, and scaling both in training and at inference always does."""
    x = 1.0
    for p in RATES:
        kept = masks(evidence, p, 200_000) * x
        training = {"right": float(kept.mean()) / (1 - p), "by_p": float(kept.mean()) / p}
        both = x * (1 - p)  # what inference sees if it is scaled although training was
        evidence.row(
            p=p, right=round(training["right"], 2), divided_by_p=round(training["by_p"], 2), scaled_twice=round(both, 2)
        )
        evidence.require(abs(training["right"] - x) < 0.03, "The right variant misses the mean.")
        evidence.require((abs(training["by_p"] - x) < 0.03) == (p == 0.5), f"Dividing by p = {p} is not as said.")
        evidence.require(abs(both - x) > 0.05, "Scaling twice keeps the mean.")


@claim
def torch_divides_and_then_does_nothing(evidence: Evidence) -> None:
    """torch.nn.Dropout multiplies survivors by 1/(1 − p) in training and returns its input unchanged in evaluation."""
    layer = torch.nn.Dropout(0.25)
    x = evidence.normal(50, 200) + 5
    out = layer(x)
    survivors = out != 0
    ratio = (out[survivors] / x[survivors]).unique()
    evidence.row(
        mode="training", dropped=round(1 - float(survivors.double().mean()), 3), factor_of_survivors=float(ratio.mean())
    )
    evidence.require(bool(((ratio - 1 / 0.75).abs() < 1e-9).all()), "Survivors are not divided by 1 − p.")
    evidence.require(bool((survivors != survivors[0]).any()), "All examples share one mask.")
    same = bool((layer.eval()(x) == x).all())
    evidence.row(mode="evaluation", dropped=0.0, factor_of_survivors=1.0 if same else 0.0)
    evidence.require(same, "In evaluation the layer changes its input.")


@claim
def exact_only_for_linear_layers(evidence: Evidence) -> None:
    """Over all masks, the mean of a linear layer's output is the output without dropout; behind a ReLU it is larger."""
    x, w, p = evidence.normal(30), evidence.normal(30, 40) / 30**0.5, 0.5
    dropped = masks(evidence, p, 40_000, 30) * x / (1 - p)
    whole, parts = x @ w, dropped @ w
    linear = float((parts.mean(0) - whole).abs().max())
    behind = float((parts.relu().mean(0) - whole.relu()).mean())
    evidence.row(layer="linear", difference_of_the_means=linear)
    evidence.row(layer="linear, then ReLU", difference_of_the_means=behind)
    evidence.require(linear < 0.05, f"The linear layer's mean is off by {linear:.3f}.")
    evidence.require(behind > 0.05, f"Behind the ReLU the mean is off by only {behind:.3f}.")
