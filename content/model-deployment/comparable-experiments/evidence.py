"""The best of many equal runs, a test set that moved, and what pairs see that means do not."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_best_of_many_equal_runs(evidence: Evidence) -> None:
    """Of equally good models, 85% right on 1,000 examples, the best of fifty looks more than two points better."""
    tries, best = (1, 5, 20, 50), []
    for n in tries:
        scores = (evidence.uniform(200, n, 1_000) < 0.85).double().mean(-1)
        best.append(float(scores.amax(1).mean()))
        evidence.row(runs=n, mean_of_the_best_score=round(100 * best[-1], 2))
    evidence.require(best[-1] > 0.87, f"The best of fifty is {best[-1]:.3f} on average.")
    evidence.require(abs(best[0] - 0.85) < 0.003, "A single run is not 85% on average.")
    evidence.plot(x="number of equal runs", y="score of the best", log_x=True)
    evidence.curve("mean over 200 repetitions", tries, best)


@claim
def numbers_of_two_test_sets(evidence: Evidence) -> None:
    """The same model scores differently on two test sets of other difficulty, by more than a real improvement."""
    hard = {"March": 0.10, "June": 0.20}
    scores = {}
    for name, share in hard.items():
        difficult = evidence.uniform(5_000) < share
        for model, (easy_right, hard_right) in {"old": (0.95, 0.50), "new": (0.96, 0.52)}.items():
            right = evidence.uniform(5_000) < torch.where(difficult, hard_right, easy_right)
            scores[model, name] = float(right.double().mean())
            evidence.row(model=model, test_set=name, accuracy=round(scores[model, name], 3))
    evidence.require(scores["new", "June"] < scores["old", "March"], "The newer model does not look worse.")
    evidence.require(scores["new", "March"] > scores["old", "March"] - 0.01, "The newer model is worse after all.")


@claim
def saved_predictions_allow_pairs(evidence: Evidence) -> None:
    """With saved predictions the standard error of a difference can be half of that without pairs."""
    n = 4_000
    skill = evidence.normal(n, scale=3.0)  # how easy each example is for both models
    old = (evidence.uniform(n) < torch.sigmoid(skill)).double()
    keep = evidence.uniform(n) < 0.85
    new = torch.where(keep, old, (evidence.uniform(n) < torch.sigmoid(skill + 0.3)).double())
    unpaired = math.sqrt(float(old.var() + new.var()) / n)
    paired = float((new - old).std()) / math.sqrt(n)
    evidence.row(comparison="two means", standard_error=round(unpaired, 5))
    evidence.row(comparison="in pairs", standard_error=round(paired, 5))
    evidence.require(paired < 0.5 * unpaired, f"It is {paired / unpaired:.2f} of it.")
