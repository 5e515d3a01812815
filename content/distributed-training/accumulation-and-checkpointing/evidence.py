"""Accumulated and recomputed gradients against the plain ones, with what is kept and what is computed twice."""

from collections.abc import Sequence

import torch

from deepdrill.lab.evidence import Evidence, claim

WIDTH, LAYERS, SAMPLES = 16, 16, 32


def gradient(w: torch.Tensor, x: torch.Tensor, y: torch.Tensor, *, normalise: bool = False) -> torch.Tensor:
    """Give the gradient of the mean squared error of a small network."""
    w = w.clone().requires_grad_()
    hidden = x @ w
    if normalise:
        hidden = (hidden - hidden.mean(0)) / hidden.std(0, correction=0)
    return torch.autograd.grad(((torch.tanh(hidden).sum(-1, keepdim=True) - y) ** 2).mean(), w)[0]


@claim
def accumulation_is_exact_if_divided_and_not_under_batch_norm(evidence: Evidence) -> None:
    """Four micro-batches, their losses divided by 4, give the gradient of the batch; not under batch normalisation."""
    x, y, w = evidence.normal(SAMPLES, WIDTH), evidence.normal(SAMPLES, 1), evidence.normal(WIDTH, WIDTH)
    for name, normalise, scale in (
        ("divided by 4", False, 4),
        ("not divided", False, 1),
        ("divided by 4, with batch normalisation", True, 4),
    ):
        whole = gradient(w, x, y, normalise=normalise)
        parts = zip(x.chunk(4), y.chunk(4), strict=True)
        total = sum(gradient(w, a, b, normalise=normalise) / scale for a, b in parts)
        off = float((total - whole).norm() / whole.norm())
        evidence.row(micro_batches=name, relative_difference=off)
        evidence.require((off < 1e-10) == (name == "divided by 4"), f"{name}: off by {off:.1e}.")


@claim
def a_mean_of_means_is_wrong_for_unequal_lengths(evidence: Evidence) -> None:
    """With 20, 8 and 4 target tokens the mean of the mean losses is off; dividing the sum by all tokens is not."""
    x, y, w = evidence.normal(SAMPLES, WIDTH), evidence.normal(SAMPLES, 1), evidence.normal(WIDTH, WIDTH)
    whole, sizes = gradient(w, x, y), [20, 8, 4]
    parts = [(gradient(w, a, b), len(a)) for a, b in zip(x.split(sizes), y.split(sizes), strict=True)]
    of_means = sum(one for one, _ in parts) / len(parts)
    by_tokens = sum(one * count for one, count in parts) / SAMPLES
    for name, seen in (("mean of means", of_means), ("sum over all tokens", by_tokens)):
        off = float((seen - whole).norm() / whole.norm())
        evidence.row(way=name, relative_difference=off)
        evidence.require((off < 1e-10) == (name == "sum over all tokens"), f"{name}: off by {off:.1e}.")


def backward_with_checkpoints(
    layers: Sequence[torch.Tensor], x: torch.Tensor, every: int
) -> tuple[list[torch.Tensor], int, int]:
    """Give the gradients of the summed squares, the most activations kept at a time, and the layers computed."""
    kept, computed, hidden = [x], 0, x
    with torch.no_grad():
        for i, w in enumerate(layers, 1):
            hidden = torch.tanh(hidden @ w)
            computed += 1
            if i % every == 0 and i < len(layers):
                kept.append(hidden)
    slopes: list[torch.Tensor] = []
    upstream, most = 2 * hidden, 0
    for number in reversed(range(len(kept))):
        segment = layers[number * every : (number + 1) * every]
        start = kept[number].clone().requires_grad_()
        weights = [w.clone().requires_grad_() for w in segment]
        hidden = start
        for w in weights:
            hidden = torch.tanh(hidden @ w)
            computed += 1
        most = max(most, number + 1 + len(segment))  # checkpoints still needed, and those of this segment
        upstream, *found = torch.autograd.grad(hidden, [start, *weights], upstream)
        slopes = [*found, *slopes]
    return slopes, most, computed


@claim
def checkpointing_is_exact_and_keeps_fewer_activations(evidence: Evidence) -> None:
    """Recomputed in segments of 4, 16 layers keep half as many activations and give the same gradient."""
    x = evidence.normal(8, WIDTH)
    layers = [evidence.normal(WIDTH, WIDTH, scale=WIDTH**-0.5).requires_grad_() for _ in range(LAYERS)]
    hidden = x
    for w in layers:
        hidden = torch.tanh(hidden @ w)
    plain = torch.autograd.grad((hidden**2).sum(), layers)
    evidence.row(way="plain", activations_kept=LAYERS + 1, layers_computed=LAYERS, difference=0.0)
    frozen = [w.detach() for w in layers]
    counts = {}
    for every in (1, 2, 4, 8):
        slopes, most, computed = backward_with_checkpoints(frozen, x, every)
        difference = max(float((a - b).abs().max()) for a, b in zip(slopes, plain, strict=True))
        counts[every] = most
        evidence.row(way=f"segments of {every}", activations_kept=most, layers_computed=computed, difference=difference)
        evidence.require(difference < 1e-12, f"Segments of {every}: off by {difference:.1e}.")
        evidence.require(computed == 2 * LAYERS, f"It computed {computed} layers.")
    evidence.require(min(counts.values()) == counts[4] <= (LAYERS + 1) / 2, f"Kept: {counts}.")


@claim
def memory_falls_to_the_root_of_the_layers(evidence: Evidence) -> None:
    """The best segments of L layers keep about 2√L activations, and the work rises from 3 to 4 forward passes."""
    depths, kept = (16, 64, 256, 1024), []
    for depth in depths:
        kept.append(min(-(-depth // every) + every for every in range(1, depth + 1)))
        evidence.row(layers=depth, kept_plain=depth, kept_with_checkpoints=kept[-1], work=round(4 / 3, 3))
        evidence.require(kept[-1] == round(2 * depth**0.5), f"Of {depth} layers it keeps {kept[-1]}.")
    evidence.plot(x="layers", y="activations kept", log_x=True, log_y=True)
    evidence.curve("plain", depths, depths)
    evidence.curve("best checkpoints", depths, kept)
