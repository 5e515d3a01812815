"""The smallest autoencoders, one number in and one code: where plain codes lie, and what the KL term does to them."""

import torch

from deepdrill.lab.evidence import Evidence, claim

NOISE = 0.5
"""Standard deviation of the VAE decoder's noise, given."""


def best_vae(second: float, weight: float) -> tuple[float, float, float]:
    """Return the encoder's slope and variance and the decoder's slope that are best for data of E[x²] = second.

    Encoder N(a x, v), decoder N(w z, NOISE²), the KL term times weight. For a given w the best a and v are known.
    """
    w = torch.linspace(0, 4, 8_001, dtype=torch.float64)
    scale = weight * NOISE**2
    a, v = w / (w**2 + scale), scale / (w**2 + scale)
    error = ((1 - w * a) ** 2 * second + w**2 * v) / (2 * NOISE**2)
    kl = 0.5 * (a**2 * second + v - 1 - v.log())
    best = int((error + weight * kl).argmin())
    return float(a[best]), float(v[best]), float(w[best])


@claim
def plain_codes_lie_anywhere(evidence: Evidence) -> None:
    """A plain autoencoder is perfect for any scale and place of its codes, so normal codes decode to anything."""
    x = 2 * evidence.normal(4_000)
    z = evidence.normal(4_000)
    seen = []
    for a, m in ((1.0, 0.0), (0.1, 0.0), (10.0, 0.0), (1.0, 30.0)):
        error = float((((a * (x - m)) / a + m) - x).abs().max())
        decoded = z / a + m
        seen.append(float(decoded.std()))
        evidence.row(
            a=a,
            m=m,
            reconstruction_error=error,
            spread_of_data=round(float(x.std()), 2),
            mean_of_decoded=round(float(decoded.mean()), 2),
            spread_of_decoded=round(seen[-1], 2),
        )
        evidence.require(error < 1e-12, f"The reconstruction is off by {error}.")
    evidence.require(max(seen) / min(seen) > 50, f"The spreads are {seen}.")


@claim
def random_codes_fall_into_gaps(evidence: Evidence) -> None:
    """Data in two clusters, code = data: over half of the standard normal codes lie where no training code is."""
    clusters = torch.where(evidence.uniform(500) < 0.5, -2.0, 2.0) + 0.2 * evidence.normal(500)
    z = evidence.normal(4_000)
    away = float(((z[:, None] - clusters).abs().amin(1) > 0.1).double().mean())
    evidence.row(codes_in_a_gap=round(away, 3))
    evidence.require(away > 0.5, f"Only {away:.2f} of the codes fall into a gap.")


@claim
def the_kl_term_makes_the_codes_standard_normal(evidence: Evidence) -> None:
    """The best VAE's codes have variance 1 over the data, and decoding N(0,1) gives back the data's spread."""
    for spread in (1.0, 2.0, 3.0):
        x = spread * evidence.normal(40_000)
        a, v, w = best_vae(float((x**2).mean()), 1.0)
        codes = a * x + v**0.5 * evidence.normal(40_000)
        samples = w * evidence.normal(40_000) + NOISE * evidence.normal(40_000)
        evidence.row(
            spread_of_data=spread,
            variance_of_codes=round(float(codes.var()), 3),
            spread_of_samples=round(float(samples.std()), 3),
            each_cloud_has_variance=round(v, 3),
        )
        evidence.require(abs(float(codes.var()) - 1) < 0.05, f"The codes have variance {codes.var():.2f}.")
        evidence.require(abs(float(samples.std()) / spread - 1) < 0.03, f"The samples spread by {samples.std():.2f}.")


@claim
def the_kl_term_costs_reconstruction(evidence: Evidence) -> None:
    """The heavier the KL term, the worse the reconstruction; heavy enough, and the code carries nothing."""
    second = float(((2 * evidence.normal(40_000)) ** 2).mean())
    weights, errors = (0.1, 1.0, 4.0, 12.0, 20.0), []
    for weight in weights:
        a, _, w = best_vae(second, weight)
        errors.append((1 - a * w) ** 2 * second)
        evidence.row(weight_of_kl=weight, squared_error=round(errors[-1], 4), slope_of_encoder=round(a, 3))
    evidence.require(errors == sorted(errors), f"The errors are {errors}.")
    evidence.require(
        errors[-2] < 0.99 * second and errors[-1] > 0.999 * second, f"The errors are {errors}; E[x²] is {second:.2f}."
    )
    evidence.plot(x="weight of the KL term", y="squared error of the reconstruction")
    evidence.curve("best VAE", weights, errors)
