"""One model asked twice and in other company, what batch norm counted in training, and fresh seeds kind by kind."""

import torch

from deepdrill.judge.checks import Remote, Trial, check

EPOCHS, RATE, DROPOUT, TRAINING = 8, 0.003, 0.2, 720
KINDS = 6
ENOUGH = 0.9
"""Of fresh seeds, kind by kind. The solution has 0.97 to 1.0, broken at most 0.3."""


@check
def a_seed_is_judged_by_itself(trial: Trial) -> None:
    """What `predict` says of a seed rests on neither its company nor chance, whatever mode the model is in."""
    steady, alone, _ = noted(trial)
    trial.require(steady, "Asked twice for the same seeds, the same model answers differently: dropout is on.")
    trial.require(
        alone, "The same seeds get other scores in other company: batch norm uses the batch that it is asked about."
    )


@check
def training_stays_in_training_mode(trial: Trial) -> None:
    """Batch norm counts every batch of every epoch, so that training never goes on in evaluation mode."""
    _, _, state = noted(trial)
    epochs, batch = (trial.read(name, random=True) for name in ("EPOCHS", "BATCH"))
    trial.require(
        all(isinstance(one, int) and one > 0 for one in (epochs, batch)), "Keep EPOCHS and BATCH, two whole numbers."
    )
    counts = [int(value) for name, value in state.items() if name.endswith("num_batches_tracked")]
    trial.note(len(counts))
    trial.require(len(counts) > 0, "Keep batch norm, with its running statistics: the layers are not at fault.")
    throughout = min(counts) >= epochs * (TRAINING // batch)
    trial.note(throughout)
    trial.require(
        throughout,
        f"Batch norm has counted {min(counts)} batches in {epochs} epochs of {TRAINING // batch}: the others were "
        "trained in evaluation mode, with frozen statistics and no dropout.",
    )


@check
def knows_the_kinds_apart(trial: Trial) -> None:
    """Trained from hidden seeds, it gets at least 90 % of fresh seeds right, asked for one kind at a time."""
    noted(trial)
    centres = torch.randn(KINDS, 2, 16, generator=torch.Generator().manual_seed(1))
    kinds = [centres[kind][trial.integers(50, low=0, high=2)] + 0.7 * trial.normal(50, 16) for kind in range(KINDS)]
    for training in trial.retrained():
        right = [
            float((scores_of(trial, training.model, x).argmax(dim=-1) == kind).float().mean())
            for kind, x in enumerate(kinds)
        ]
        accuracy = sum(right) / KINDS
        trial.note(accuracy >= ENOUGH)
        trial.require(
            accuracy >= ENOUGH,
            f"Trained from a hidden seed, it gets {accuracy:.0%} of fresh seeds right, kind by kind.",
        )


# -- what is looked at -----------------------------------------------------------------------------------------------


def scores_of(trial: Trial, model: Remote, x: torch.Tensor) -> torch.Tensor:
    """Ask for the scores of some seeds."""
    found = trial.call("predict", model, x, random=True)
    right = isinstance(found, torch.Tensor) and found.shape == (len(x), KINDS)
    trial.require(right, f"predict must give {KINDS} scores for every seed.")
    return torch.as_tensor(found).detach()


def noted(trial: Trial) -> tuple[bool, bool, dict[str, torch.Tensor]]:
    """Say whether answers stay when asked again and in other company, train, and note these and the recipe."""
    epochs, rate, dropout = (trial.read(name, random=True) for name in ("EPOCHS", "RATE", "DROPOUT"))
    trial.note(
        {
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
            "slower": isinstance(rate, float) and rate < RATE / 2,
            "dropout": isinstance(dropout, float) and dropout > 0,
        }
    )
    model = trial.make("build_model")
    trial.note(sorted(name for name in model.state() if "running" in name))
    x, company = trial.normal(8, 16), 3 + trial.normal(40, 16)
    model.method("train", random=True)
    first, again = (scores_of(trial, model, x) for _ in range(2))
    steady = torch.allclose(first, again, rtol=1e-4, atol=1e-5)
    beside = scores_of(trial, model, torch.cat([company, x]))[-8:]
    alone = torch.allclose(first, beside, rtol=1e-4, atol=1e-5)
    trial.note({"steady": steady, "alone": alone, "evaluates": evaluates_steadily(trial)})
    training = trial.train(trial.size(0, 10**6))
    report = training.rows[-1].values.get("val_accuracy") if training.rows else None
    trial.note(isinstance(report, float) and report > 0.5)
    return steady, alone, training.model.state()


def evaluates_steadily(trial: Trial) -> bool:
    """Say whether an evaluation right after training mode gives the same loss twice."""
    x, y = trial.normal(40, 16), trial.integers(40, low=0, high=KINDS)
    model = trial.make("build_model")
    losses = []
    for _ in range(2):
        model.method("train", random=True)
        found = trial.call("evaluate", model, x, y, random=True)
        losses.append(found[0] if isinstance(found, tuple) and found else None)
    return losses[0] == losses[1]
