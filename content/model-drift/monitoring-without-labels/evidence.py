"""What a model's confidence says about its accuracy without labels, and what it cannot say."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

COUNT = 40_000
WEIGHTS = torch.tensor([1.5, -1.0], dtype=torch.float64)


def applicants(evidence: Evidence, shift: float = 0.0, turn: float = 0.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw applicants and whether they default; `shift` moves the inputs, `turn` changes what they mean."""
    x = evidence.normal(COUNT, 2) + shift * torch.tensor([0.6, -0.4], dtype=torch.float64)
    meaning = WEIGHTS * torch.tensor([math.cos(turn), math.cos(turn)]) + turn * torch.tensor([-1.0, -1.5])
    return x, evidence.uniform(COUNT) < torch.sigmoid(x @ meaning)


def looked_at(x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Compute the mean confidence of the model that knows the old meaning, and its true accuracy."""
    p = torch.sigmoid(x @ WEIGHTS)
    return float(torch.maximum(p, 1 - p).mean()), float(((p > 0.5) == y).double().mean())


@claim
def confidence_follows_moved_inputs(evidence: Evidence) -> None:
    """For a calibrated model whose inputs move, the mean confidence equals the accuracy: an estimate without labels."""
    shifts, said, true = (0.0, 1.0, 2.0, 3.0), [], []
    for shift in shifts:
        confidence, accuracy = looked_at(*applicants(evidence, shift=shift))
        said.append(confidence)
        true.append(accuracy)
        evidence.row(inputs_moved_by=shift, mean_confidence=round(confidence, 3), accuracy=round(accuracy, 3))
        evidence.require(
            abs(confidence - accuracy) < 0.012, f"At {shift} it says {confidence:.3f} and is {accuracy:.3f}."
        )
    evidence.require(max(true) - min(true) > 0.08, "The accuracy does not move.")
    evidence.plot(x="shift of the inputs", y="share")
    evidence.curve("mean confidence", shifts, said)
    evidence.curve("accuracy", shifts, true)


@claim
def confidence_is_blind_to_a_changed_meaning(evidence: Evidence) -> None:
    """When the meaning of the same inputs changes, accuracy falls and the mean confidence stays where it was."""
    turns, said, true = (0.0, 0.3, 0.6, 1.0), [], []
    for turn in turns:
        confidence, accuracy = looked_at(*applicants(evidence, turn=turn))
        said.append(confidence)
        true.append(accuracy)
        evidence.row(change_of_meaning=turn, mean_confidence=round(confidence, 3), accuracy=round(accuracy, 3))
    evidence.require(max(said) - min(said) < 0.01, f"The confidence moves: {said}.")
    evidence.require(true[0] - true[-1] > 0.1, f"The accuracy does not fall: {true}.")
    evidence.plot(x="change of the meaning", y="share")
    evidence.curve("mean confidence", turns, said)
    evidence.curve("accuracy", turns, true)


@claim
def four_hundred_labels_give_four_points(evidence: Evidence) -> None:
    """A random sample of 400 labels gives an accuracy of 0.8 within about four points, 95 times in 100."""
    for n in (100, 400, 1_600):
        seen = (evidence.uniform(4_000, n) < 0.8).double().mean(1)
        half = 1.96 * math.sqrt(0.16 / n)
        within = float(((seen - 0.8).abs() <= half).double().mean())
        evidence.row(labels=n, plus_or_minus_points=round(100 * half, 1), within=round(within, 3))
        evidence.require(abs(within - 0.95) < 0.03, f"With {n} labels {within:.3f} are within.")
    evidence.require(abs(100 * 1.96 * math.sqrt(0.16 / 400) - 4) < 0.1, "It is not four points.")


@claim
def granted_loans_hide_the_rejected(evidence: Evidence) -> None:
    """A model that rejects half of the good applicants of one group looks excellent on the loans that it granted."""
    group = evidence.uniform(COUNT) < 0.5
    good = evidence.uniform(COUNT) < 0.9  # nine in ten pay back, in both groups
    granted = torch.where(group, evidence.uniform(COUNT) < 0.5, torch.ones(COUNT, dtype=torch.bool))
    on_granted = float(good[granted].double().mean())
    turned_away = float((good & ~granted).double().sum() / good.double().sum())
    evidence.row(seen="granted loans only", paid_back=round(on_granted, 3))
    evidence.row(seen="everybody", good_applicants_turned_away=round(turned_away, 3))
    evidence.require(abs(on_granted - 0.9) < 0.01, f"Of the granted {on_granted:.3f} pay back.")
    evidence.require(turned_away > 0.2, f"Only {turned_away:.2f} of the good ones are turned away.")
