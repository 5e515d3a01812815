"""How much leaks through a scaler, through a selection of features, and through time."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def selection_on_all_rows_makes_noise_predictive(evidence: Evidence) -> None:
    """With inputs and labels of pure noise, features chosen on all rows give high test accuracy."""
    rows, features, kept, rounds = 80, 2_000, 20, 12
    scores = {"on all rows": 0.0, "on training rows": 0.0}
    for _ in range(rounds):
        x, y = evidence.normal(rows, features), evidence.integers(rows, low=0, high=2).double() * 2 - 1
        for name, seen in (("on all rows", slice(None)), ("on training rows", slice(0, 60))):
            chosen = (x[seen].T @ y[seen]).abs().topk(kept).indices
            direction = x[:60, chosen].T @ y[:60]  # a classifier by correlation, fitted on training rows only
            right = ((x[60:, chosen] @ direction).sign() == y[60:]).double().mean()
            scores[name] += float(right) / rounds
    for name, score in scores.items():
        evidence.row(features_chosen=name, test_accuracy=round(score, 3), truth="labels are coin flips")
    evidence.require(scores["on all rows"] > 0.7, f"The leak gives only {scores['on all rows']:.2f}.")
    evidence.require(abs(scores["on training rows"] - 0.5) < 0.12, f"Without it: {scores['on training rows']:.2f}.")


@claim
def the_scaler_leaks_little_from_many_rows(evidence: Evidence) -> None:
    """The mean over all rows and over the training rows differ by half a standard error: little, with many rows."""
    counts, apart = (20, 100, 1_000, 10_000), []
    for count in counts:
        x = evidence.normal(500, count)
        train = x[:, : count * 8 // 10]
        apart.append(float((x.mean(1) - train.mean(1)).square().mean().sqrt()))
        evidence.row(rows=count, typical_difference_in_standard_deviations=round(apart[-1], 4))
    evidence.require(apart[0] > 0.08 and apart[-1] < 0.01, f"The differences are {apart}.")
    evidence.plot(x="rows", y="difference of the two means, in standard deviations", log_x=True, log_y=True)
    evidence.curve("80 % against all", counts, apart)


@claim
def a_scaler_of_its_own_erases_a_shift(evidence: Evidence) -> None:
    """Scaled by its own mean, a test set that has moved is classified by a guess; by the training mean, rightly."""
    x = evidence.normal(2_000) * 2 + 10
    y = x > 10
    mean, std = float(x.mean()), float(x.std())
    moved = evidence.normal(2_000) + 14  # nearly all beyond the border of 10
    truth = moved > 10
    by_training = (moved - mean) / std > (10 - mean) / std
    by_own = (moved - moved.mean()) / moved.std() > (10 - mean) / std
    accuracy = {
        "training": float((by_training == truth).double().mean()),
        "its own": float((by_own == truth).double().mean()),
    }
    for name, right in accuracy.items():
        evidence.row(statistics=name, test_accuracy=round(right, 3))
    evidence.require(
        bool((((x - mean) / std > (10 - mean) / std) == y).all()), "The rule does not fit the training set."
    )
    evidence.require(accuracy["training"] > 0.99 and accuracy["its own"] < 0.6, f"The accuracies are {accuracy}.")


@claim
def the_future_leaks_through_time(evidence: Evidence) -> None:
    """In a random walk, a value standardised over the whole series tells the future; over the past it does not."""
    walks = evidence.normal(2_000, 300).cumsum(1)
    now, change = walks[:, 149], walks[:, -1] - walks[:, 149]
    whole = (now - walks.mean(1)) / walks.std(1)
    past = (now - walks[:, :150].mean(1)) / walks[:, :150].std(1)
    seen = {}
    for name, scaled in (("the whole series", whole), ("the past only", past)):
        seen[name] = float(torch.corrcoef(torch.stack([scaled, change]))[0, 1])
        evidence.row(statistics_of=name, correlation_with_the_future_change=round(seen[name], 3))
    evidence.require(abs(seen["the past only"]) < 0.1, "The past predicts a random walk.")
    evidence.require(abs(seen["the whole series"]) > 0.3, "The whole series does not give the future away.")
