"""A model whose likelihood is known: the bound and its gap, and the two ways to differentiate an expectation."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_gap_is_the_kl_to_the_posterior(evidence: Evidence) -> None:
    """The bound is below log p(x) by KL(q, true posterior), which is zero only for the true posterior."""
    x = 1.3
    log_p = -0.5 * math.log(2 * math.pi * 2) - x**2 / 4
    post_mean, post_var = x / 2, 0.5
    gaps = []
    for mean, var in ((0.65, 0.5), (0.65, 1.0), (0.0, 0.5), (1.3, 0.1)):
        reconstruction = -0.5 * math.log(2 * math.pi) - ((x - mean) ** 2 + var) / 2
        kl_prior = 0.5 * (mean**2 + var - 1 - math.log(var))
        kl_post = 0.5 * ((mean - post_mean) ** 2 / post_var + var / post_var - 1 - math.log(var / post_var))
        bound = reconstruction - kl_prior
        z = mean + math.sqrt(var) * evidence.normal(100_000)
        sampled = float((-0.5 * math.log(2 * math.pi) - (x - z) ** 2 / 2).mean()) - kl_prior
        gaps.append(log_p - bound)
        evidence.row(mean=mean, variance=var, log_p=round(log_p, 4), bound=round(bound, 4), gap=round(gaps[-1], 4))
        evidence.require(abs(gaps[-1] - kl_post) < 1e-9, f"The gap is {gaps[-1]}, the KL {kl_post}.")
        evidence.require(abs(sampled - bound) < 0.03, f"By sampling the bound is {sampled:.3f}.")
    evidence.require(abs(gaps[0]) < 1e-12 and min(gaps[1:]) > 0.01, f"The gaps are {gaps}.")


@claim
def both_estimators_are_right_one_is_noisy(evidence: Evidence) -> None:
    """d/dmu E[z²] = 2 mu by both estimators, but here the score function's has over four times the variance."""
    for mu in (0.5, 1.0, 2.0):
        eps = evidence.normal(200_000)
        z = mu + eps
        pathwise, score = 2 * z, z**2 * eps
        ratio = float(score.var() / pathwise.var())
        evidence.row(
            mu=mu,
            pathwise=round(float(pathwise.mean()), 3),
            score_function=round(float(score.mean()), 3),
            times_the_variance=round(ratio, 1),
        )
        for name, estimate in (("pathwise", pathwise), ("score", score)):
            error = float(estimate.std()) / math.sqrt(len(estimate))
            evidence.require(abs(float(estimate.mean()) - 2 * mu) < 5 * error, f"{name} gives {estimate.mean():.3f}.")
        evidence.require(ratio > 4, f"The variance is only {ratio:.1f} times as large.")


@claim
def a_plain_draw_has_no_gradient(evidence: Evidence) -> None:
    """Torch's sample() gives a draw without a gradient; rsample(), which is mu + sigma eps, gives dz/dmu = 1."""
    mu = torch.tensor(0.3, requires_grad=True)
    normal = torch.distributions.Normal(mu, 1.0)
    drawn, through = normal.sample(), normal.rsample()
    through.backward()
    evidence.row(
        sample_has_gradient=drawn.requires_grad, rsample_has_gradient=through.requires_grad, dz_dmu=float(mu.grad)
    )
    evidence.require(not drawn.requires_grad, "sample() carries a gradient.")
    evidence.require(float(mu.grad) == 1.0, f"dz/dmu is {mu.grad}.")
