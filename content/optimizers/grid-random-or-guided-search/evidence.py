"""What sixty trials buy by grid, at random and with a model, and how good the best of sixty looks."""

import itertools
import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def sixty_draws_hit_the_best_twentieth(evidence: Evidence) -> None:
    """Sixty random draws hit the best 5 % of the space with probability 1 − 0.95⁶⁰ ≈ 0.95 in any dimension."""
    expected = 1 - 0.95**60
    for dimensions in (1, 5, 20):
        edge = 0.05 ** (1 / dimensions)  # a corner of the unit cube that holds a twentieth of it
        draws = evidence.uniform(3_000, 60, dimensions)
        hit = float((draws < edge).all(-1).any(-1).double().mean())
        evidence.row(dimensions=dimensions, hit=round(hit, 3), formula=round(expected, 3))
        evidence.require(abs(hit - expected) < 0.02, f"In {dimensions} dimensions {hit:.1%} hit it.")


@claim
def random_tries_more_values(evidence: Evidence) -> None:
    """Where one of five settings matters, 32 random trials find a better value than the 2⁵ = 32 trials of a grid."""
    grid = torch.tensor(list(itertools.product((0.25, 0.75), repeat=5)), dtype=torch.float64)
    gaps = {"grid": [], "random": []}
    for best in evidence.uniform(2_000).tolist():  # where the best value of the important setting lies
        for name, trials in (("grid", grid), ("random", evidence.uniform(32, 5))):
            gaps[name].append(float((trials[:, 0] - best).abs().min()))
    distinct = {"grid": len(set(grid[:, 0].tolist())), "random": 32}
    for name, found in gaps.items():
        mean = sum(found) / len(found)
        evidence.row(search=name, trials=32, values_of_the_important_one=distinct[name], mean_distance=round(mean, 4))
    times = sum(gaps["grid"]) / sum(gaps["random"])
    evidence.require(times > 4, f"The grid's distance is only {times:.1f} times as large.")


def kernel(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Say how alike two sets of trials are; (n, m)."""
    return torch.exp(-torch.cdist(a, b).square() / (2 * 0.25**2))


def guided(evidence: Evidence, optimum: torch.Tensor, trials: int) -> float:
    """Search a unit square with a Gaussian process and expected improvement; the best score found."""
    tried = [evidence.uniform(2) for _ in range(5)]

    def value(x: torch.Tensor) -> float:
        return -float((x - optimum).square().sum())

    values = [value(x) for x in tried]
    while len(tried) < trials:
        x, y = torch.stack(tried), torch.tensor(values, dtype=torch.float64)
        spread = y.std() + 1e-12
        y = (y - y.mean()) / spread
        candidates = evidence.uniform(300, 2)
        across = kernel(candidates, x)
        inverse = torch.linalg.inv(kernel(x, x) + 1e-6 * torch.eye(len(tried), dtype=torch.float64))
        mean = across @ inverse @ y
        sigma = (1 - (across @ inverse * across).sum(1)).clamp_min(1e-12).sqrt()
        z = (mean - y.max()) / sigma
        improvement = sigma * (z * torch.special.ndtr(z) + torch.exp(-z * z / 2) / math.sqrt(2 * math.pi))
        tried.append(candidates[int(improvement.argmax())])
        values.append(value(tried[-1]))
    return max(values)


@claim
def a_model_needs_fewer_trials(evidence: Evidence) -> None:
    """On a smooth score of two settings, 20 guided trials come closer to the best than 20 random ones, mostly."""
    wins, rounds, gaps = 0, 20, []
    for _ in range(rounds):
        optimum = evidence.uniform(2)
        by_model = guided(evidence, optimum, trials=20)
        at_random = -float((evidence.uniform(20, 2) - optimum).square().sum(1).min())
        wins += by_model > at_random
        gaps.append((-by_model, -at_random))
    for name, column in (("guided", 0), ("random", 1)):
        middle = sorted(gap[column] for gap in gaps)[rounds // 2]
        evidence.row(search=name, trials=20, median_distance_from_the_best_score=middle)
    evidence.require(wins >= 15, f"The guided search wins only {wins} of {rounds} rounds.")


@claim
def the_best_of_sixty_is_flattered(evidence: Evidence) -> None:
    """Sixty equally good models (80 % right) on 500 validation examples: the best of them seems to have about 84 %."""
    best = (evidence.uniform(400, 60, 500) < 0.8).double().mean(-1).amax(-1)
    seen = float(best.mean())
    evidence.row(true_accuracy=0.8, mean_of_the_best_of_60=round(seen, 4))
    evidence.require(0.83 < seen < 0.85, f"The best of sixty seems to have {seen:.1%}.")


@claim
def uniform_draws_miss_small_rates(evidence: Evidence) -> None:
    """Drawn evenly between 0.00001 and 0.1, nine in ten rates exceed 0.01; on a log scale only one in four does."""
    low, high = 1e-5, 1e-1
    u = evidence.uniform(20_000)
    for name, rates, expected in (
        ("even", low + (high - low) * u, 0.9),
        ("logarithmic", low * (high / low) ** u, 0.25),
    ):
        share = float((rates > 0.01).double().mean())
        evidence.row(scale=name, share_above_0_01=round(share, 3))
        evidence.require(abs(share - expected) < 0.02, f"On the {name} scale {share:.1%} exceed 0.01.")
