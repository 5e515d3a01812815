"""Checks of softmax regression: gradients by torch's autograd, training one example after the other."""

from typing import Any

import numpy as np
import torch

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]


def oracle(x: Array, y: Array, w: Array, b: Array) -> tuple[float, Array, Array]:
    """Give the mean loss and its gradients by autograd."""
    weight, bias = torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(torch.tensor(x) @ weight + bias, torch.tensor(y))
    dw, db = torch.autograd.grad(loss, (weight, bias))
    return float(loss.detach()), dw.numpy(), db.numpy()


def trained(
    x: Array, y: Array, classes: int, lr: float, epochs: int, batch_size: int, seed: int
) -> tuple[Array, Array, list[float]]:
    """Train with softmax minus one-hot, the gradient of each batch added up over its examples."""
    w, b, losses = np.zeros((x.shape[1], classes)), np.zeros(classes), []
    dice = np.random.default_rng(seed)
    for _ in range(epochs):
        left, seen = dice.permutation(len(y)).tolist(), []
        while left:
            batch, left = left[:batch_size], left[batch_size:]
            dw, db = np.zeros_like(w), np.zeros_like(b)
            for i in batch:
                logits = x[i] @ w + b
                raised = np.exp(logits - logits.max())
                p = raised / raised.sum()
                seen.append(-float(np.log(p[y[i]])))
                p[y[i]] -= 1.0
                dw += np.outer(x[i], p)
                db += p
            w = w - lr / len(batch) * dw
            b = b - lr / len(batch) * db
        losses.append(sum(seen) / len(seen))
    return w, b, losses


def draw(trial: Trial, m: int, d: int, classes: int) -> tuple[Array, Array]:
    """Draw examples whose classes can be learned."""
    y = trial.integers(m, low=0, high=classes).numpy()
    return trial.array(m, d, shift=0.5) + trial.array(classes, d, scale=1.5)[y], y


def compare(trial: Trial, x: Array, y: Array, w: Array, b: Array, *, gradients: bool = True) -> None:
    """Compare loss and gradients."""
    seen, wanted = trial.call("loss_and_gradients", x, y, w, b), oracle(x, y, w, b)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 3, "loss_and_gradients must return three things.", seen=seen
    )
    trial.require(type(seen[0]) is float, "The loss must be a Python float.", seen=seen[0])
    # The logits are rounded, and a loss is their difference.
    size = float(np.abs(x @ w + b).max()) + 1.0
    trial.same(seen[0], wanted[0], what="the loss", relative=1e-11, scale=size)
    if gradients:
        trial.same(tuple(seen[1:]), wanted[1:], what="(dw, db)", terms=10 * len(y), scale=size)


def follow(trial: Trial, n: int, classes: int, batch_size: int, epochs: int, lr: float = 0.3) -> None:
    """Train on fresh examples and compare everything."""
    x, y = draw(trial, n, 2, classes)
    seed = trial.size(0, 10**6)
    with trial.case(f"{n} examples, batches of {batch_size}, {epochs} epochs"):
        seen = trial.call("train", x, y, classes, lr, epochs, batch_size, seed)
        trial.require(
            isinstance(seen, tuple | list)
            and len(seen) == 3
            and isinstance(seen[2], list)
            and all(type(one) is float for one in seen[2]),
            "train must return w, b and a list of Python floats.",
            seen=seen,
        )
        wanted = trained(x, y, classes, lr, epochs, batch_size, seed)
        trial.same(tuple(seen[:2]), wanted[:2], what="(w, b)", terms=10 * n * epochs, scale=2.0)
        trial.same(seen[2], wanted[2], what="losses", relative=1e-9, scale=1.0)


@check
def the_loss_is_the_mean_cross_entropy(trial: Trial) -> None:
    """The loss is the mean of minus the log-probability of the right class, as a float."""
    for m, d, classes in ((1, 1, 2), (3, 2, 4), (5, 4, 3)):
        x, y = draw(trial, m, d, classes)
        compare(trial, x, y, trial.array(d, classes), trial.array(classes), gradients=False)


@check
def the_gradients_are_right(trial: Trial) -> None:
    """Both gradients are those of the mean loss."""
    for m, d, classes in ((1, 1, 2), (3, 2, 4), (5, 4, 3), (2, 3, 1)):
        x, y = draw(trial, m, d, classes)
        compare(trial, x, y, trial.array(d, classes), trial.array(classes))


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits of ±10⁴ give the right finite loss and gradients."""
    x, y = draw(trial, 4, 2, 3)
    for label, shift in (("far apart", [1e4, -1e4, 0.0]), ("far out together", [1e4] * 3), ("far down", [-1e4] * 3)):
        with trial.case(f"logits {label}"):
            compare(trial, x, y, trial.array(2, 3), np.array(shift))
    with trial.case("one example with logits of about 10⁴, its neighbours with small ones"):
        x[0] = np.array([1e4, 2e4])
        compare(trial, x, y, np.abs(trial.array(2, 3)) + 0.5, trial.array(3))


@check
def a_large_batch_is_a_full_step(trial: Trial) -> None:
    """With batch_size of n or more an epoch is one step of the mean over all examples, from zeros."""
    follow(trial, 4, 3, 4, 1)
    follow(trial, 5, 3, 9, 3, lr=1.0)


@check
def single_examples_make_steps(trial: Trial) -> None:
    """With batch_size 1 every example makes a step of its own, in the drawn order."""
    follow(trial, 3, 2, 1, 1)
    follow(trial, 6, 3, 1, 2)


@check
def batches_follow_the_drawn_order(trial: Trial) -> None:
    """In one epoch the batches are cut from the drawn order, examples and classes alike."""
    follow(trial, 6, 3, 2, 1)
    follow(trial, 9, 4, 3, 1, lr=0.7)


@check
def every_epoch_has_a_new_order(trial: Trial) -> None:
    """Each epoch draws its own order from the one generator."""
    follow(trial, 8, 3, 2, 2)
    follow(trial, 8, 3, 4, 3)


@check
def a_smaller_last_batch_counts(trial: Trial) -> None:
    """What is left over is a batch of its own size, in its step and in the epoch's loss."""
    follow(trial, 5, 3, 4, 1)
    follow(trial, 7, 2, 3, 2)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Transposed arrays are fine, and the arguments stay as they are."""
    x, y = draw(trial, 3, 6, 2)
    x, y = x.T, trial.integers(6, low=0, high=2).numpy()
    w, b = trial.array(2, 3).T, trial.array(2)
    compare(trial, x, y, w, b)
    after = trial.after("loss_and_gradients", x, y, w, b)
    trial.same(after, (x, y, w, b), what="the arguments of loss_and_gradients after the call", relative=0.0)
    after = trial.after("train", x, y, 2, 0.3, 2, 4, 7)
    trial.same(after[:2], (x, y), what="(x, y) after train", relative=0.0)
