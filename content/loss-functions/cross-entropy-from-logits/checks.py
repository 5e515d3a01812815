"""Checks of the cross-entropy against a sum over differences of logits, position by position in Python floats."""

import math

import torch

from deepdrill.judge.checks import Trial, check

INFINITY = float("inf")

SHAPES = [((1,), 3), ((4,), 5), ((6,), 4), ((7,), 2)]  # leading, classes: small first


def one_loss(logits: list[float], right: int) -> float:
    """Give the loss of one position, log Σ_j exp(z_j - z_t), with the largest difference taken out of the sum."""
    differences = [logit - logits[right] for logit in logits]
    largest = max(differences)
    return largest + math.log(math.fsum(math.exp(difference - largest) for difference in differences))


def oracle(logits: torch.Tensor, targets: torch.Tensor, ignore_index: int = -100) -> torch.Tensor:
    """Average the losses of the kept positions."""
    rows = logits.double().reshape(-1, logits.shape[-1]).tolist()
    pairs = zip(rows, targets.reshape(-1).tolist(), strict=True)
    losses = [one_loss(row, right) for row, right in pairs if right != ignore_index]
    return torch.tensor(math.fsum(losses) / max(len(losses), 1), dtype=torch.float64).to(logits.dtype)


def agrees(trial: Trial, seen: object, logits: torch.Tensor, targets: torch.Tensor, ignore_index: int = -100) -> None:
    """Compare a loss; it is a difference of numbers as large as the largest logit, and carries their rounding."""
    sizes = logits.double().abs()
    largest = float(sizes[sizes < INFINITY].max())
    # For huge logits the usual slack would allow an error of the size of the loss: allow ε of the largest logit only.
    relative = 1e-6 if largest > 1e3 else None
    terms, scale = max(targets.numel(), logits.shape[-1]), max(largest, 1.0)
    trial.same(seen, oracle(logits, targets, ignore_index), terms=terms, scale=scale, relative=relative)


def slope(logits: torch.Tensor, targets: torch.Tensor, ignore_index: int = -100) -> torch.Tensor:
    """(p - onehot) / N for kept positions and zero for ignored ones, in float64, without autograd."""
    out = torch.zeros_like(logits, dtype=torch.float64)
    flat, rows = out.view(-1, logits.shape[-1]), logits.double().reshape(-1, logits.shape[-1])
    flat_targets = targets.reshape(-1).tolist()
    kept = sum(right != ignore_index for right in flat_targets)
    for index, right in enumerate(flat_targets):
        if right != ignore_index:
            raised = torch.exp(rows[index] - rows[index].max())
            flat[index] = raised / raised.sum() / kept
            flat[index, right] -= 1.0 / kept
    return out.to(logits.dtype)


def draw(trial: Trial, leading: tuple[int, ...], classes: int, **how: object) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw logits, and targets that do not all name the same class where there are several."""
    targets = trial.integers(*leading, low=0, high=classes)
    if targets.numel() > 1:
        targets.view(-1)[1] = (targets.view(-1)[0] + 1) % classes
    return trial.normal(*leading, classes, scale=2.0, **how), targets


def ignoring(trial: Trial, targets: torch.Tensor, ignore_index: int) -> torch.Tensor:
    """Ignore about a third of the targets, at least one; keep at least one."""
    flat = targets.reshape(-1).clone()
    places = trial.dice.sample(range(flat.numel()), max(1, flat.numel() // 3))
    flat[places] = ignore_index
    return flat.reshape(targets.shape)


@check
def follows_the_formula(trial: Trial) -> None:
    """The mean over the positions of −log of the right class's softmax."""
    for leading, classes in SHAPES:
        logits, targets = draw(trial, leading, classes)
        agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def takes_any_leading_dimensions(trial: Trial) -> None:
    """Logits (C,), (B, C), (B, T, C) and more; the mean runs over all positions together."""
    for leading in ((), (2, 3), (3, 1), (2, 1, 4)):
        logits, targets = draw(trial, leading, 5)
        with trial.case(f"logits of shape {tuple(logits.shape)}"):
            agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def ignored_targets_do_not_count(trial: Trial) -> None:
    """Positions with the ignored target add nothing, above and below the line, whatever number marks them."""
    logits, targets = draw(trial, (6,), 4)
    targets = ignoring(trial, targets, -100)
    with trial.case("ignore_index left at -100"):
        agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)
    for ignore_index in (-1, 255, 0, 2):
        logits, targets = draw(trial, (7,), 4)
        targets = targets.masked_fill(targets == ignore_index, 1)
        targets = ignoring(trial, targets, ignore_index)
        with trial.case(f"ignore_index={ignore_index}"):
            seen = trial.call("cross_entropy", logits, targets, ignore_index=ignore_index)
            agrees(trial, seen, logits, targets, ignore_index)
    with trial.case("a single class"):
        logits, targets = trial.normal(3, 1), torch.tensor([0, -100, 0])
        agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def every_kept_target_weighs_the_same(trial: Trial) -> None:
    """In a batch of sequences with unequally many ignored targets, each kept target has the same share."""
    logits, targets = draw(trial, (3, 4), 5)
    logits[0] *= 3  # the sequences have different losses
    targets[0, 1:] = -100
    targets[1, trial.size(0, 3)] = -100
    agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def a_batch_of_ignored_targets_costs_nothing(trial: Trial) -> None:
    """If every target is ignored the loss is 0 and so is its gradient."""
    logits, targets = trial.normal(2, 3, 4), torch.full((2, 3), -100)
    trial.same(trial.call("cross_entropy", logits, targets), torch.tensor(0.0), relative=0.0)
    found = trial.gradients("cross_entropy", logits, targets)
    trial.same(found.inputs[0], torch.zeros(2, 3, 4), what="the gradient of logits", relative=0.0)


@check
def huge_logits_do_not_overflow(trial: Trial) -> None:
    """Logits around +10⁴ and −10⁴ give the loss of their differences."""
    for level in (1e4, -1e4):
        logits, targets = draw(trial, (4,), 3)
        logits = logits + level
        with trial.case(f"logits around {level:+.0f}"):
            agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)
    logits = trial.normal(5, 4, scale=1e4)
    targets = trial.integers(5, low=0, high=4)
    with trial.case("logits between −10⁴ and 10⁴"):
        agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def an_improbable_target_has_a_finite_loss(trial: Trial) -> None:
    """A right class whose probability no float32 can hold gives its large but finite loss."""
    logits = trial.uniform(3, 4, low=-2.0, high=0.0)
    targets = trial.integers(3, low=0, high=4)
    logits[torch.arange(3), targets] -= trial.uniform(3, low=150.0, high=300.0)
    agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def a_ruled_out_class_does_no_harm(trial: Trial) -> None:
    """A logit of -inf at a wrong class leaves the loss and the gradient finite."""
    logits, targets = draw(trial, (4,), 5)
    wrong = (targets + trial.integers(4, low=1, high=5)) % 5
    logits[torch.arange(4), wrong] = -INFINITY
    agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)
    found = trial.gradients("cross_entropy", logits, targets)
    trial.same(found.inputs[0], slope(logits, targets), what="the gradient of logits", terms=5, scale=0.25)


@check
def gradients_are_right(trial: Trial) -> None:
    """The gradient with respect to the logits is (softmax − one-hot)/N, and zero at ignored positions."""
    for leading, classes in [((), 3), *SHAPES[1:], ((2, 3), 4)]:
        logits, targets = draw(trial, leading, classes)
        found = trial.gradients("cross_entropy", logits, targets)
        expected, size = slope(logits, targets), 1.0 / max(targets.numel(), 1)
        trial.same(found.inputs[0], expected, what="the gradient of logits", terms=classes, scale=size)
    logits, targets = draw(trial, (2, 4), 3)
    targets = ignoring(trial, targets, -100)
    with trial.case("with ignored targets"):
        found = trial.gradients("cross_entropy", logits, targets)
        expected, size = slope(logits, targets), 1.0 / 6
        trial.same(found.inputs[0], expected, what="the gradient of logits", terms=3, scale=size)
    with trial.case("three times the loss"):  # whoever writes a backward of their own may forget what comes in
        found = trial.gradients("cross_entropy", logits, targets, cotangent=torch.tensor(3.0))
        trial.same(found.inputs[0], 3.0 * expected, what="the gradient of logits", terms=3, scale=3.0 * size)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 and bfloat16 logits give a loss of the same dtype and of its accuracy."""
    for dtype in (torch.float64, torch.bfloat16):
        logits, targets = draw(trial, (5,), 4, dtype=dtype)
        with trial.case(str(dtype).removeprefix("torch.")):
            agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous arguments are fine, and they are left as they were."""
    logits = trial.normal(4, 3, 2, scale=2.0).permute(2, 1, 0)  # (2, 3, 4)
    targets = ignoring(trial, trial.integers(3, 2, low=0, high=4), -100).T
    agrees(trial, trial.call("cross_entropy", logits, targets), logits, targets)
    # Flattening the transposed arguments makes copies, and flattening contiguous ones does not.
    for given in ((logits, targets), (logits.contiguous(), targets.contiguous())):
        after = trial.after("cross_entropy", *given)
        for name, now, before in zip(("logits", "targets"), after, given, strict=True):
            trial.same(now, before, what=f"{name} after the call", relative=0.0)
