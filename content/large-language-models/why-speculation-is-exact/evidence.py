"""The exact distribution of a speculated token, the tokens of a round, and the work that is done for nothing."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def speculated(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """Work out the distribution of the token that comes out: accepted, or drawn as the correction."""
    accepted = q * torch.minimum(torch.ones_like(p), p / q)
    missing = (p - q).clamp_min(0)
    return accepted + (1 - accepted.sum()) * missing / missing.sum()


@claim
def the_output_has_exactly_the_large_models_distribution(evidence: Evidence) -> None:
    """Whatever the draft, acceptance with min(1, p/q) and correction from (p − q)₊ give exactly p."""
    p = torch.softmax(evidence.normal(50, scale=2.0), 0)
    for name, logits in (
        ("close to p", p.log() + evidence.normal(50, scale=0.3)),
        ("uniform", torch.zeros(50, dtype=torch.float64)),
        ("the opposite of p", -p.log()),
    ):
        q = torch.softmax(logits, 0)
        error = float((speculated(p, q) - p).abs().max())
        evidence.row(draft=name, acceptance=round(float(torch.minimum(p, q).sum()), 3), largest_error=error)
        evidence.require(error < 1e-12, f"With a draft {name} a probability is off by {error:.1e}.")


@claim
def other_rules_change_the_distribution(evidence: Evidence) -> None:
    """Correcting from p instead of (p − q)₊, or keeping every draft that the large model finds likely, is not exact."""
    p, q = (torch.softmax(evidence.normal(20, scale=1.5), 0) for _ in range(2))
    accepted = torch.minimum(p, q)
    from_p = accepted + (1 - accepted.sum()) * p
    likely = p > 0.02
    lenient = q * likely + (q * ~likely).sum() * p
    for name, seen in (("the rule", speculated(p, q)), ("correct from p", from_p), ("keep if likely", lenient)):
        distance = 0.5 * float((seen - p).abs().sum())
        evidence.row(rule=name, total_variation_from_p=round(distance, 6))
        evidence.require((distance < 1e-9) == (name == "the rule"), f"{name}: {distance:.1e}.")


@claim
def a_round_gives_a_geometric_sum_of_tokens(evidence: Evidence) -> None:
    """With acceptance rate a and k drafted tokens, a round yields (1 − a^(k+1))/(1 − a) tokens on average."""
    rates, k, curve = (0.3, 0.5, 0.7, 0.8, 0.9), 4, []
    for a in rates:
        kept = (evidence.uniform(40_000, k) < a).long().cumprod(1).sum(1) + 1
        wanted = (1 - a ** (k + 1)) / (1 - a)
        curve.append(float(kept.double().mean()))
        evidence.row(acceptance=a, tokens_per_round=round(curve[-1], 3), formula=round(wanted, 3))
        evidence.require(abs(curve[-1] - wanted) < 0.04, f"At {a} it is {curve[-1]:.3f}, not {wanted:.3f}.")
    evidence.plot(x="acceptance rate", y="tokens per pass of the large model")
    evidence.curve("4 drafted", rates, curve)


@claim
def the_large_model_processes_more_tokens_than_it_keeps(evidence: Evidence) -> None:
    """A round makes the large model process k + 1 tokens and keeps fewer, so its arithmetic per token goes up."""
    k = 4
    for a in (0.5, 0.8, 0.95):
        kept = float(((evidence.uniform(20_000, k) < a).long().cumprod(1).sum(1) + 1).double().mean())
        passes, processed = round(1 / kept, 3), round((k + 1) / kept, 3)
        evidence.row(acceptance=a, passes_per_token=passes, processed_per_token_kept=processed)
        evidence.require((k + 1) / kept > 1, "It processes no more than it keeps.")
        evidence.require(1 / kept < 1, "There are no fewer passes.")
