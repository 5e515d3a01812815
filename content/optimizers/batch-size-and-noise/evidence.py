"""How noisy a batch's gradient is, where a constant learning rate stops, and how many steps a larger batch saves."""

import itertools
import math

import torch

from deepdrill.lab.evidence import Evidence, claim

SIZES = (1, 4, 16, 64, 256)


@claim
def noise_falls_with_the_root(evidence: Evidence) -> None:
    """The batch gradient averages to the full gradient, and four times the batch halves its standard deviation."""
    n, d, draws = 4_096, 10, 1_000
    x, w = evidence.normal(n, d), evidence.normal(d)
    y = x @ evidence.normal(d) + evidence.normal(n)
    each = 2 * (x @ w - y)[:, None] * x  # the gradient of each example's squared error; (n, d)
    full = each.mean(0)
    shuffled = each[torch.randperm(n, generator=evidence.rng)]
    epoch = shuffled.reshape(-1, 64, d).mean(1).mean(0)
    evidence.require(torch.allclose(epoch, full), "The batches of one epoch do not average to the full gradient.")
    spreads = []
    for size in SIZES:
        batches = each[evidence.integers(draws, size, low=0, high=n)].mean(1)  # (draws, d)
        spreads.append(float((batches - full).square().sum(1).mean().sqrt()))
        evidence.row(batch=size, spread=round(spreads[-1], 3), length_of_full_gradient=round(float(full.norm()), 3))
    for smaller, larger in itertools.pairwise(spreads):
        # Each spread has a relative error of a few percent at 1000 draws.
        evidence.require(
            abs(smaller / larger - 2) < 0.25, f"Four times the batch divided the noise by {smaller / larger:.2f}."
        )
    evidence.plot(x="batch size", y="typical distance from the full gradient", log_x=True, log_y=True)
    evidence.curve("measured", SIZES, spreads)
    evidence.curve("1/√B", SIZES, [spreads[0] / math.sqrt(size) for size in SIZES])


@claim
def a_constant_rate_hovers(evidence: Evidence) -> None:
    """SGD at a constant rate hovers over the minimum: twice the rate, twice that loss; 4 times the batch, a quarter."""
    runs, steps = 4_000, 400
    levels = {}
    for rate, size in ((0.02, 1), (0.04, 1), (0.02, 4)):
        w = torch.zeros(runs, dtype=torch.float64)  # many runs side by side, all started at the minimum of w²/2
        for _ in range(steps):
            w -= rate * (w + evidence.normal(runs) / math.sqrt(size))
        levels[rate, size] = float(w.square().mean() / 2)
        evidence.row(learning_rate=rate, batch=size, excess_loss=levels[rate, size])
    base = levels[0.02, 1]
    by_rate, by_size = levels[0.04, 1] / base, base / levels[0.02, 4]
    evidence.require(abs(by_rate - 2) < 0.25, f"Twice the rate multiplied the level by {by_rate:.2f}.")
    evidence.require(abs(by_size - 4) < 0.5, f"Four times the batch divided the level by {by_size:.2f}.")


@claim
def large_batches_stop_saving_steps(evidence: Evidence) -> None:
    """At the best rate for each, 4 times the batch saves many steps while noise rules, and hardly any later."""
    sizes = [4**k for k in range(8)]
    rates = torch.logspace(-4, math.log10(1.95), 60, dtype=torch.float64)[None, :, None]
    curvature = torch.logspace(-1.5, 0, 8, dtype=torch.float64)
    noise = 1.0 / torch.tensor(sizes, dtype=torch.float64)[:, None, None]
    square = torch.ones(len(sizes), rates.shape[1], len(curvature), dtype=torch.float64)  # the expected w²
    needed = torch.full((len(sizes), rates.shape[1]), math.inf, dtype=torch.float64)
    target = 0.02 * float(curvature.sum()) / 2
    for step in range(1, 8_001):
        square = (1 - rates * curvature) ** 2 * square + rates**2 * curvature * noise
        reached = (square * curvature).sum(-1) / 2 < target
        needed = torch.where(reached & needed.isinf(), float(step), needed)
        if bool((needed.amin(1) < step - needed.amin(1)).all()):
            break
    steps = needed.amin(1).tolist()
    for size, count in zip(sizes, steps, strict=True):
        evidence.row(batch=size, steps=count, examples=count * size)
    early, late = steps[0] / steps[1], steps[-2] / steps[-1]
    evidence.require(early > 3, f"From batch 1 to 4 the steps fell only {early:.2f} times.")
    evidence.require(late < 1.2, f"From batch {sizes[-2]} to {sizes[-1]} the steps still fell {late:.2f} times.")
    evidence.plot(x="batch size", y="steps to the same loss", log_x=True, log_y=True)
    evidence.curve("best rate for each batch", sizes, steps)
    evidence.curve("steps in proportion to 1/B", sizes, [steps[0] / size for size in sizes])
