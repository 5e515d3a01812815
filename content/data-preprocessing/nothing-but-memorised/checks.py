"""Preparing records whose states are known by their rank tells what goes with what; the result on fresh records."""

import torch
from torch.nn import functional as F

from deepdrill.judge.checks import Trial, check

COUNT, EPOCHS, HIDDEN = 1000, 40, 64
SENSORS = 8
SPREAD = torch.tensor([1.0, 1.0, 5.0, 20.0, 0.1, 0.1, 3.0, 50.0])
ENOUGH = 0.8
"""Of the records. The solution gets 0.89 to 0.96 right, broken about a third."""


@check
def every_record_keeps_its_own_state(trial: Trial) -> None:
    """Whatever `prepare` drops or fills in, a record that it gives has the state that the record had before."""
    follows = noted(trial)
    trial.require(
        follows == "its own", f"prepare gives readings and states that do not belong together: {SAYS.get(follows)}."
    )


@check
def tells_the_states_apart(trial: Trial) -> None:
    """Trained from hidden seeds, it gets at least 80 % of records right that it has never seen."""
    noted(trial)
    x, y = records(trial, 1000)
    x = (x - x.mean(dim=0)) / x.std(dim=0)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        scores = training.model(x, random=True)
        fits = isinstance(scores, torch.Tensor) and scores.shape == (1000, 3)
        trial.require(fits, "The model must give three scores a record.")
        right = (scores.argmax(dim=1) == y).float().mean().item()
        trial.note(right >= ENOUGH)
        trial.require(right >= ENOUGH, f"Trained from a hidden seed, it gets {right:.0%} of fresh records right.")


# -- what is looked at -----------------------------------------------------------------------------------------------

SAYS = {
    "the first": "the states are the first ones of those given, whichever records were dropped",
    "the last": "the states are the last ones of those given, whichever records were dropped",
    "another": "many records have the state of another one",
}


def records(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw records without gaps as the program does, from our own dice."""
    y = trial.integers(count, low=0, high=3)
    x = trial.normal(count, SENSORS)
    x[:, :3] += 2.5 * F.one_hot(y, 3)
    x[:, 3] += x[:, 0] * (y - 1)
    return SPREAD * x, y


def noted(trial: Trial) -> str:
    """Find whose states `prepare` gives; note it, and how the recipe was changed, which is no fault by itself."""
    x, y = records(trial, 60)
    gap = torch.arange(60) % 7 == trial.size(1, 6)
    x[gap, 1 + trial.integers(int(gap.sum()), low=0, high=SENSORS - 1)] = torch.nan  # never in the first column
    complete = ~gap
    found = trial.call("prepare", x, y, random=True)
    pair = isinstance(found, tuple) and len(found) == 2 and all(isinstance(one, torch.Tensor) for one in found)
    trial.require(pair, "prepare must give readings and states.")
    readings, states = found
    trial.require(not readings.isnan().any(), "prepare must leave no gap in the readings.")
    trial.require(
        readings.ndim == 2 and len(readings) == len(states), "prepare must give as many states as rows of readings."
    )
    count = len(readings)
    trial.require(
        count in (60, int(complete.sum())), "prepare must give all records, or those that have no gap.", seen=count
    )
    # Standardising keeps the order of a column: the smallest first reading is still that of the same record.
    given = complete if count < 60 else torch.ones_like(complete)
    own = y[given][x[given, 0].argsort()][readings[:, 0].argsort().argsort()]
    known = {"its own": own, "the first": y[:count], "the last": y[-count:]}
    follows = next((name for name, right in known.items() if torch.equal(states, right)), "another")
    defaults = trial.make("build_optimizer", trial.make("build_model")).read("defaults", random=True)
    epochs, hidden, drawn = (trial.read(name, random=True) for name in ("EPOCHS", "HIDDEN", "COUNT"))
    trial.note(
        {
            "follows": follows,
            "decay": isinstance(defaults, dict) and bool(defaults.get("weight_decay")),
            "shorter": isinstance(epochs, int) and epochs < EPOCHS / 1.5,
            "smaller": isinstance(hidden, int) and hidden < HIDDEN / 1.5,
            "more": isinstance(drawn, int) and drawn > 1.5 * COUNT,
        }
    )
    return follows
