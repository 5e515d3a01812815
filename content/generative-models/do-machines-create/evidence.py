"""A smooth model makes points that are in no training set, one that memorises does not; and sameness over samples."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def nearest(samples: torch.Tensor, data: torch.Tensor) -> torch.Tensor:
    """Give each sample's distance to the nearest other point of the data."""
    return torch.cdist(samples, data).amin(1)


@claim
def copying_can_be_measured(evidence: Evidence) -> None:
    """Samples of a fitted density lie as far from training points as new data; a memoriser's lie on top of them."""
    data, fresh = evidence.normal(500, 4), evidence.normal(500, 4)
    fitted = data.mean(0) + evidence.normal(500, 4) @ torch.linalg.cholesky(torch.cov(data.T)).T
    memory = data[evidence.integers(500, low=0, high=500)] + evidence.normal(500, 4, scale=0.01)
    found = {}
    for name, samples in (("new data", fresh), ("fitted density", fitted), ("memoriser", memory)):
        found[name] = float(nearest(samples, data).median())
        evidence.row(samples_from=name, median_distance_to_the_nearest=round(found[name], 3))
    evidence.require(abs(found["fitted density"] / found["new data"] - 1) < 0.2, "The fitted density copies.")
    evidence.require(found["memoriser"] < 0.1 * found["new data"], "The memoriser does not copy.")


@claim
def selection_goes_beyond_the_data(evidence: Evidence) -> None:
    """Generate, test, keep the best, repeat: that gets far beyond the best of the data; generating alone does not."""
    data = evidence.normal(300, 6)

    def score(x: torch.Tensor) -> torch.Tensor:
        return -(x - 3.0).square().sum(-1)  # the test from outside: the best place lies beyond the data

    best_of_data = float(score(data).max())
    alone = float(score(evidence.normal(300, 6)).max())
    pool = data
    for step in range(1, 21):
        parents = pool[score(pool).topk(30).indices]
        pool = torch.cat((parents, parents.repeat(9, 1) + evidence.normal(270, 6, scale=0.4)))
        if step in (1, 5, 20):
            evidence.row(rounds_of_selection=step, best_score=round(float(score(pool).max()), 2))
    evidence.row(rounds_of_selection="generating alone", best_score=round(alone, 2))
    evidence.row(rounds_of_selection="training data", best_score=round(best_of_data, 2))
    evidence.require(float(score(pool).max()) > best_of_data / 5, "Selection did not get beyond the data.")
    evidence.require(alone < best_of_data / 3, "Generating alone got there too.")


@claim
def single_samples_good_and_all_alike(evidence: Evidence) -> None:
    """A generator that prefers what is typical makes samples of higher likelihood and far less variety."""
    for temperature in (1.0, 0.3):
        x = evidence.normal(2_000, 8) * temperature**0.5
        typical = float(-x.square().sum(-1).mean() / 2)
        apart = float(torch.pdist(x[:500]).mean())
        evidence.row(temperature=temperature, mean_log_density=round(typical, 2), mean_distance=round(apart, 2))
        if temperature == 1.0:
            wide, low = apart, typical
    evidence.require(typical > low + 1 and apart < 0.7 * wide, "Variety did not fall.")
