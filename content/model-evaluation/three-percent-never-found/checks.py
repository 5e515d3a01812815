"""What the choice of an epoch prefers, what is called a fault after training on two kinds of parts, fresh parts."""

import torch

from deepdrill.judge.checks import Trial, check

EPOCHS, RATE, HIDDEN = 15, 0.002, 16
ENOUGH = 0.7
"""Mean of the shares of faulty and of good parts called right. The solution has 0.75 to 0.81, broken at most 0.57."""


@check
def the_choice_is_not_by_accuracy(trial: Trial) -> None:
    """`quality` prefers predictions that tell faulty from good to those that call every part the same."""
    noted(trial)
    y = torch.zeros(1000)
    y[:30] = 1
    useful = torch.zeros(1000, dtype=torch.int64)
    useful[: trial.size(22, 26)] = 1  # most of the faults
    useful[-trial.size(90, 120) :] = 1  # and about one good part in ten
    all_good, all_faulty = torch.zeros_like(useful), torch.ones_like(useful)
    scores = [trial.call("quality", one, y, random=True) for one in (useful, all_good, all_faulty)]
    trial.require(all(isinstance(one, int | float) for one in scores), "quality must give a number.")
    over_good, over_faulty = scores[0] > scores[1], scores[0] > scores[2]
    trial.note((over_good, over_faulty))
    trial.require(
        over_good,
        "quality gives at least as much to predictions that find no fault as to ones that find most of them with one "
        "false alarm in ten good parts.",
    )
    trial.require(
        over_faulty, "quality gives at least as much to calling every part faulty as to predictions that tell apart."
    )


@check
def a_likely_fault_is_called_one(trial: Trial) -> None:
    """Trained on two kinds of parts, it calls the kind with many times more faults faulty, and only that one."""
    often, seldom = noted(trial)
    trial.require(
        often,
        "Of two kinds of parts, one with 80 faults in 1,000 and one with 10, neither is called faulty after "
        "training: a missed fault costs no more than a false alarm.",
    )
    trial.require(not seldom, "It calls parts faulty that are so less often than the others: everything is an alarm.")


@check
def finds_faults_without_crying_wolf(trial: Trial) -> None:
    """Trained from hidden seeds, it calls 70 % right, the mean over faulty and good parts it has never seen."""
    noted(trial)
    y = torch.arange(2000) % 2
    x = trial.normal(2000, 8)
    x[:, :3] += 0.9 * y[:, None]
    for training in trial.retrained():
        called = trial.call("predict", training.model, x, random=True)
        trial.require(
            isinstance(called, torch.Tensor) and called.numel() == 2000,
            "predict must give 0 or 1 for each of the parts.",
        )
        right = called.flatten().to(torch.int64) == y
        found, passed = (right[y == kind].float().mean().item() for kind in (1, 0))
        enough = (found + passed) / 2 >= ENOUGH
        trial.note((enough, found > passed))
        trial.require(
            enough,
            f"Trained from a hidden seed, it finds {found:.0%} of fresh faulty parts and lets {passed:.0%} of the good "
            "ones pass.",
        )


# -- what is looked at -----------------------------------------------------------------------------------------------


def sureness(logit: object) -> str:
    """Say how likely the model holds a fault to be, coarsely: it tells weights apart that decide alike."""
    if not isinstance(logit, torch.Tensor) or logit.numel() != 1:
        return "no logit"
    chance = float(torch.as_tensor(logit).detach().double().sigmoid())
    return next(word for bound, word in ((0.02, "hardly"), (0.25, "as counted"), (1.1, "raised")) if chance < bound)


def noted(trial: Trial) -> tuple[bool, bool]:
    """Note the recipe and what `quality` says; train on two kinds of parts, and tell which are called faulty."""
    for name, value in (("EPOCHS", EPOCHS), ("RATE", RATE), ("HIDDEN", HIDDEN)):
        found = trial.read(name, random=True)
        trial.note((name, isinstance(found, int | float) and found > 1.5 * value))
    y = torch.tensor([1.0, 0, 0, 0])
    guesses = (torch.tensor([0, 0, 0, 0]), torch.tensor([1, 1, 1, 1]))
    trial.note([str(trial.call("quality", one, y, random=True)) for one in guesses])
    # 1,000 parts of each kind, 80 and 10 of them faulty.
    x = torch.ones(2000, 8)
    x[1000:] = -1
    y = torch.zeros(2000)
    y[:80] = 1
    y[1000:1010] = 1
    model = trial.make("build_model")
    optimizer = trial.make("build_optimizer", model)
    for _ in range(EPOCHS):
        trial.call("train_epoch", model, optimizer, x, y, random=True)
    called = trial.call("predict", model, x[[0, 1000]], random=True)
    right = isinstance(called, torch.Tensor) and called.numel() == 2
    trial.require(right, "predict must give 0 or 1 for each of the parts.")
    often, seldom = (bool(one) for one in called.flatten().tolist())
    trial.note((often, seldom, sureness(model(x[:1], random=True))))
    return often, seldom
