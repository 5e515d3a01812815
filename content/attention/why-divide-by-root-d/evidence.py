"""How large the scores are, what the softmax makes of them, and what gradient is left."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

WIDTHS = (16, 64, 256, 1024)
KEYS = 32


def scores(evidence: Evidence, d: int, rows: int = 2_000) -> torch.Tensor:
    """Draw the raw scores of queries against KEYS keys; (rows, KEYS)."""
    return evidence.normal(rows, d) @ evidence.normal(KEYS, d).T


@claim
def variance_is_the_width(evidence: Evidence) -> None:
    """The dot product of two vectors of d independent entries with unit variance has variance d."""
    seen = []
    for d in WIDTHS:
        q, k = evidence.normal(20_000, d), evidence.normal(20_000, d)
        seen.append(float((q * k).sum(-1).var()))
        evidence.row(width=d, variance=round(seen[-1], 1), standard_deviation=round(math.sqrt(seen[-1]), 2))
        # The relative standard error of the variance is about √(2/20000) = 1%; for narrow vectors a little more.
        evidence.require(abs(seen[-1] / d - 1) < 0.08, f"At width {d} the variance is {seen[-1]:.1f}.")
    evidence.plot(x="width d", y="variance of q·k", log_x=True, log_y=True)
    evidence.curve("measured", WIDTHS, seen)
    evidence.curve("d", WIDTHS, WIDTHS)


@claim
def unscaled_weights_saturate(evidence: Evidence) -> None:
    """Without the division the largest of 32 weights approaches one as d grows; with it, it stays the same."""
    raw, scaled, by_d = [], [], []
    for d in WIDTHS:
        s = scores(evidence, d)
        for kept, divisor in ((raw, 1.0), (scaled, math.sqrt(d)), (by_d, float(d))):
            kept.append(float(torch.softmax(s / divisor, -1).amax(-1).mean()))
        evidence.row(width=d, undivided=round(raw[-1], 3), by_root_d=round(scaled[-1], 3), by_d=round(by_d[-1], 3))
    evidence.require(raw[-1] > 0.9, f"The largest weight without division is only {raw[-1]:.2f} at d = 1024.")
    evidence.require(max(scaled) - min(scaled) < 0.08, "The largest weight after division by √d depends on the width.")
    evidence.require(by_d[-1] < 1.3 / KEYS, f"Division by d leaves a largest weight of {by_d[-1]:.3f}, not 1/{KEYS}.")
    evidence.plot(x="width d", y="largest attention weight", log_x=True)
    for name, kept in (("undivided", raw), ("divided by √d", scaled), ("divided by d", by_d)):
        evidence.curve(name, WIDTHS, kept)


@claim
def saturation_kills_the_gradient(evidence: Evidence) -> None:
    """The softmax's Jacobian, by Frobenius norm, shrinks as d grows unless the scores are divided by √d."""
    raw, scaled = [], []
    for d in WIDTHS:
        s = scores(evidence, d, rows=500)
        for kept, divisor in ((raw, 1.0), (scaled, math.sqrt(d))):
            p = torch.softmax(s / divisor, -1)
            jacobian = torch.diag_embed(p) - p[:, :, None] * p[:, None, :]  # (rows, KEYS, KEYS)
            kept.append(float(jacobian.flatten(1).norm(dim=1).median()))
        evidence.row(width=d, undivided=raw[-1], by_root_d=scaled[-1])
    evidence.require(raw[-1] < raw[0] / 10, "The Jacobian hardly shrinks without the division.")
    evidence.require(max(scaled) / min(scaled) < 1.5, "The Jacobian changes with the width in spite of the division.")
    evidence.plot(x="width d", y="median norm of the Jacobian", log_x=True, log_y=True)
    evidence.curve("undivided", WIDTHS, raw)
    evidence.curve("divided by √d", WIDTHS, scaled)
