"""Checks of the objective: the divergence by Gauss-Hermite quadrature, exact here; the rest in Python floats."""

import math

import numpy as np
import torch

from deepdrill.judge.checks import Trial, check

NODES, WEIGHTS = (values.tolist() for values in np.polynomial.hermite_e.hermegauss(4))
SIZES = [(1, 1), (2, 3), (4, 2), (3, 5)]


def divergence(mean: float, log_var: float) -> float:
    """Integrate q·(log q - log p) over z = μ + σ·node; the integrand is a polynomial of degree 2."""
    sigma = math.exp(log_var / 2)
    values = [0.5 * ((mean + sigma * node) ** 2 - node**2) - log_var / 2 for node in NODES]
    return math.fsum(w * v for w, v in zip(WEIGHTS, values, strict=True)) / math.sqrt(2 * math.pi)


def divergences(mean: torch.Tensor, log_var: torch.Tensor) -> torch.Tensor:
    """Sum over the entries of each example."""
    rows = zip(mean.double().tolist(), log_var.double().tolist(), strict=True)
    sums = [math.fsum(divergence(m, v) for m, v in zip(*row, strict=True)) for row in rows]
    return torch.tensor(sums, dtype=torch.float64).to(mean.dtype)


def pixel_costs(x: torch.Tensor, logits: torch.Tensor) -> list[float]:
    """Give the cross-entropy of each example: max(z, 0) - x·z + log(1 + e^-|z|)."""
    rows = zip(x.double().tolist(), logits.double().tolist(), strict=True)
    return [
        math.fsum(max(z, 0.0) - v * z + math.log1p(math.exp(-abs(z))) for v, z in zip(*row, strict=True))
        for row in rows
    ]


def bound(
    x: torch.Tensor, logits: torch.Tensor, mean: torch.Tensor, log_var: torch.Tensor, beta: float = 1.0
) -> torch.Tensor:
    """Add both terms and average."""
    costs = zip(pixel_costs(x, logits), divergences(mean.double(), log_var.double()).tolist(), strict=True)
    total = math.fsum(cost + beta * gap for cost, gap in costs) / len(x)
    return torch.tensor(total, dtype=torch.float64).to(x.dtype)


def draw(trial: Trial, b: int, k: int, d: int, **how: torch.dtype) -> tuple[torch.Tensor, ...]:
    """Draw x, logits, mean and log_var."""
    x = trial.uniform(b, d, low=0.0, high=1.0, **how)
    x[0, 0], x[-1, -1] = 0.0, 1.0
    return x, trial.normal(b, d, scale=2.0, **how), trial.normal(b, k, **how), trial.normal(b, k, **how)


@check
def samples_have_mean_and_spread(trial: Trial) -> None:
    """The sample is mean + σ·noise, with σ = exp(log_var/2)."""
    for b, k in SIZES:
        mean, log_var, noise = (trial.normal(b, k, scale=2.0) for _ in range(3))
        rows = zip(*(x.double().flatten().tolist() for x in (mean, log_var, noise)), strict=True)
        wanted = torch.tensor([m + math.exp(v / 2) * e for m, v, e in rows], dtype=torch.float64).float().reshape(b, k)
        trial.same(trial.call("reparameterise", mean, log_var, noise), wanted, what="the samples", scale=3.0)


@check
def the_divergence_is_summed(trial: Trial) -> None:
    """For each example the divergence from the standard normal, summed over its entries."""
    for b, k in SIZES:
        mean, log_var = trial.normal(b, k), trial.normal(b, k)
        seen = trial.call("kl_to_standard_normal", mean, log_var)
        trial.same(seen, divergences(mean, log_var), what="the divergences", terms=k, scale=3.0)
    zero = torch.zeros(2, 3)
    trial.same(trial.call("kl_to_standard_normal", zero, zero), torch.zeros(2), what="the divergences")


@check
def extreme_variances_are_fine(trial: Trial) -> None:
    """A log-variance of -200 or 80 gives finite, right samples and divergences, with their gradients."""
    for values in ([-200.0, -50.0, 0.0], [80.0, 60.0, -110.0]):
        mean, log_var, noise = trial.normal(1, 3), torch.tensor([values]), trial.normal(1, 3)
        with trial.case(f"log_var {values}"):
            seen = trial.call("kl_to_standard_normal", mean, log_var)
            # exp of 80 carries the rounding of its argument.
            trial.same(seen, divergences(mean, log_var), what="the divergences", relative=1e-5)
            found = trial.gradients("kl_to_standard_normal", mean, log_var, wrt=(0, 1), cotangent=torch.ones(1))
            wanted = (log_var.double().exp() - 1).float() / 2
            trial.same(found.inputs[0], mean, what="the gradient of mean")
            trial.same(found.inputs[1], wanted, what="the gradient of log_var", relative=1e-5)
            sample = (mean.double() + (log_var.double() / 2).exp() * noise.double()).float()
            trial.same(trial.call("reparameterise", mean, log_var, noise), sample, what="the sample", relative=1e-5)
            up = torch.ones(1, 3)
            found = trial.gradients("reparameterise", mean, log_var, noise, wrt=(0, 1), cotangent=up)
            slope = (noise.double() * (log_var.double() / 2).exp() / 2).float()
            trial.same(found.inputs, (up, slope), what="the gradients through the sample", relative=1e-5)


@check
def the_bound_adds_both_terms(trial: Trial) -> None:
    """Reconstruction is summed over the pixels, divergence over the entries, and both averaged over the examples."""
    for b, k, d in ((1, 1, 2), (3, 2, 4), (2, 5, 3), (4, 3, 7)):
        given = draw(trial, b, k, d)
        trial.same(trial.call("negative_elbo", *given), bound(*given), what="the loss", terms=d + k, scale=5.0)


@check
def beta_weighs_the_divergence(trial: Trial) -> None:
    """With beta = 0 the reconstruction alone is left; otherwise beta multiplies the divergence."""
    for beta in (0.0, 0.5, 4.0):
        given = draw(trial, 3, 2, 4)
        with trial.case(f"beta {beta}"):
            seen = trial.call("negative_elbo", *given, beta)
            trial.same(seen, bound(*given, beta), what="the loss", terms=6, scale=5.0 * (1 + beta))


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits of ±10⁴ give a finite, right loss."""
    for size in (60.0, 1e4):
        x, logits, mean, log_var = draw(trial, 2, 2, 4)
        logits = torch.sign(logits) * size
        trial.same(
            trial.call("negative_elbo", x, logits, mean, log_var),
            bound(x, logits, mean, log_var),
            what="the loss",
            scale=4 * size,
        )


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach mean, log_var and logits, and those of a sample go through the same two."""
    for b, k, d in ((1, 1, 2), (3, 2, 4)):
        x, logits, mean, log_var = draw(trial, b, k, d)
        found = trial.gradients("negative_elbo", x, logits, mean, log_var, 2.0, wrt=(1, 2, 3))
        wanted = (torch.sigmoid(logits.double()) - x, 2 * mean.double(), log_var.double().exp() - 1)
        for name, got, want in zip(("logits", "mean", "log_var"), found.inputs, wanted, strict=True):
            trial.same(got, (want / b).float(), what=f"the gradient of {name}", terms=4, scale=1.0)
        noise, up = trial.normal(b, k), trial.normal(b, k)
        found = trial.gradients("reparameterise", mean, log_var, noise, wrt=(0, 1), cotangent=up)
        slope = up.double() * noise.double() * (log_var.double() / 2).exp() / 2
        trial.same(found.inputs, (up, slope.float()), what="the gradients through a sample", terms=4, scale=1.0)


@check
def keeps_dtype_layout_and_arguments(trial: Trial) -> None:
    """float64 stays float64 throughout, transposed arguments are fine, and they are left as they were."""
    given = tuple(value.T.contiguous().T for value in draw(trial, 3, 2, 4, dtype=torch.float64))
    mean, log_var = given[2:]
    noise = trial.normal(2, 3, dtype=torch.float64).T
    sample = mean + (log_var / 2).exp() * noise
    for name, arguments, wanted in (
        ("negative_elbo", given, bound(*given)),
        ("kl_to_standard_normal", (mean, log_var), divergences(mean, log_var)),
        ("reparameterise", (mean, log_var, noise), sample),
    ):
        trial.same(trial.call(name, *arguments), wanted, what=f"what {name} gives", terms=8, scale=5.0)
        for now, before in zip(trial.after(name, *arguments), arguments, strict=True):
            trial.same(now, before, what=f"an argument after {name}", relative=0.0)
