"""Who sees whom in the three families, measured as derivatives of outputs with respect to inputs."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

N, D = 6, 8


def attend(to: torch.Tensor, over: torch.Tensor, weights: torch.Tensor, *, causal: bool) -> torch.Tensor:
    """Attend from one sequence over another, or over itself, and add what was there."""
    q, k, v = to @ weights[0], over @ weights[1], over @ weights[2]
    scores = q @ k.T / math.sqrt(D)
    if causal:
        scores = scores.masked_fill(torch.ones_like(scores, dtype=torch.bool).triu(1), -math.inf)
    return to + torch.softmax(scores, -1) @ v


def reach(outputs: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    """Give which input place moves which output place at all; (outputs, inputs)."""
    rows = [torch.autograd.grad(out.sum(), inputs, retain_graph=True)[0].norm(dim=-1) > 0 for out in outputs]
    return torch.stack(rows)


@claim
def an_encoder_sees_both_sides_and_a_decoder_one(evidence: Evidence) -> None:
    """In two layers without a mask every input reaches every output; with a causal mask none from the right does."""
    x = evidence.normal(N, D).requires_grad_()
    layers = [evidence.normal(3, D, D, scale=0.5) for _ in range(2)]
    for name, causal, wanted in (
        ("encoder", False, torch.ones(N, N, dtype=torch.bool)),
        ("decoder", True, torch.ones(N, N, dtype=torch.bool).tril()),
    ):
        hidden = x
        for weights in layers:
            hidden = attend(hidden, hidden, weights, causal=causal)
        seen = reach(hidden, x)
        for i in (0, N // 2, N - 1):
            evidence.row(model=name, output=i, sees="".join("●" if one else "·" for one in seen[i].tolist()))
        evidence.require(torch.equal(seen, wanted), f"The {name} sees {seen.int().tolist()}.")


@claim
def an_encoder_decoder_sees_the_whole_source_and_its_own_past(evidence: Evidence) -> None:
    """In an encoder-decoder each output sees all of the source, and of the target only what is to its left."""
    source, target = (evidence.normal(N, D).requires_grad_() for _ in range(2))
    memory = attend(source, source, evidence.normal(3, D, D, scale=0.5), causal=False)
    hidden = attend(target, target, evidence.normal(3, D, D, scale=0.5), causal=True)
    hidden = attend(hidden, memory, evidence.normal(3, D, D, scale=0.5), causal=False)
    of_source, of_target = reach(hidden, source), reach(hidden, target)
    for i in (0, N // 2, N - 1):
        marks = ["".join("●" if one else "·" for one in seen[i].tolist()) for seen in (of_source, of_target)]
        evidence.row(output=i, sees_of_the_source=marks[0], sees_of_the_target=marks[1])
    evidence.require(bool(of_source.all()), "Some source token does not reach some output.")
    evidence.require(torch.equal(of_target, torch.ones(N, N, dtype=torch.bool).tril()), "The target's future leaks.")


@claim
def a_causal_model_learns_from_more_tokens(evidence: Evidence) -> None:
    """Of the same text, masked training at 15% predicts about a seventh as many tokens as next-token training."""
    length, texts = 512, 64
    masked = int((evidence.uniform(texts, length) < 0.15).sum())
    following = texts * (length - 1)
    evidence.row(training="masked words", predicted_tokens=masked, share=round(masked / (texts * length), 3))
    evidence.row(training="next token", predicted_tokens=following, share=round(following / (texts * length), 3))
    evidence.require(6 < following / masked < 7.5, f"The ratio is {following / masked:.2f}.")
