"""Checks of the autoencoder against Python floats for the values and torch's autograd in float64 for the gradients."""

import math
from typing import Any

import numpy as np
import torch

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
Params = dict[str, Array]
SIZES = [(1, 2, 1), (3, 4, 2), (5, 3, 4), (4, 6, 3)]  # n, d, k
NAMES = ("w", "b", "c")


def draw(trial: Trial, n: int, d: int, k: int) -> tuple[Array, Params]:
    """Draw grey values and parameters."""
    params = {name: trial.array(*shape) for name, shape in (("w", (d, k)), ("b", (k,)), ("c", (d,)))}
    x = trial.uniform(n, d, low=0.0, high=1.0, dtype=torch.float64).numpy()
    x[0, 0], x[-1, -1] = 0.0, 1.0  # black and white occur
    return x, params


def squash(z: float) -> float:
    """Give the sigmoid of a number."""
    return math.exp(z) / (1 + math.exp(z)) if z < 0 else 1 / (1 + math.exp(-z))


def passed(x: Array, params: Params) -> tuple[Array, Array]:
    """Give codes and images, unit by unit."""
    w, b, c = (params[name].tolist() for name in NAMES)
    codes, images = [], []
    for row in x.tolist():
        sums = [math.fsum(v * weights[j] for v, weights in zip(row, w, strict=True)) for j in range(len(b))]
        code = [squash(total + shift) for total, shift in zip(sums, b, strict=True)]
        codes.append(code)
        images.append([squash(math.fsum(p * q for p, q in zip(code, w[i], strict=True)) + c[i]) for i in range(len(c))])
    return np.array(codes), np.array(images)


def oracle(x: Array, params: Params) -> tuple[float, Params]:
    """Give the loss and its gradients by autograd."""
    leaves = {name: torch.tensor(params[name], requires_grad=True) for name in NAMES}
    images = torch.tensor(x)
    logits = torch.sigmoid(images @ leaves["w"] + leaves["b"]) @ leaves["w"].T + leaves["c"]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, images, reduction="sum") / len(x)
    grads = torch.autograd.grad(loss, list(leaves.values()))
    return loss.item(), {name: grad.numpy() for name, grad in zip(NAMES, grads, strict=True)}


def run(trial: Trial, name: str, *args: Any) -> tuple[Any, Any]:
    """Call a function that returns a number and a dict."""
    seen = trial.call(name, *args)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 2 and isinstance(seen[1], dict),
        f"{name} must return two things: a number and a dict.",
        seen=seen,
    )
    return seen[0], seen[1]


def compare(trial: Trial, x: Array, params: Params, *names: str) -> None:
    """Compare the loss and some of the gradients."""
    loss, grads = run(trial, "loss_and_grads", x, params)
    wanted_loss, wanted = oracle(x, params)
    with trial.case(f"x {x.shape}, codes of {params['w'].shape[1]}"):
        trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=1.0)
        for name in names:
            trial.require(name in grads, f"grads has no key {name}.")
            trial.same(grads[name], wanted[name], what=f"the gradient of {name}", terms=60, scale=2.0)


@check
def codes_and_reconstructions(trial: Trial) -> None:
    """Encode gives sigmoid(xW + b), reconstruct sigmoid(hWᵀ + c) of it."""
    for sizes in SIZES:
        x, params = draw(trial, *sizes)
        codes, images = passed(x, params)
        trial.same(trial.call("encode", x, params), codes, what="the codes", terms=10, scale=1.0)
        trial.same(trial.call("reconstruct", x, params), images, what="the images", terms=20, scale=1.0)


@check
def the_loss_sums_over_pixels(trial: Trial) -> None:
    """The cross-entropy is summed over the pixels and averaged over the images."""
    for sizes in SIZES:
        compare(trial, *draw(trial, *sizes))


@check
def gradients_of_the_biases(trial: Trial) -> None:
    """The bias c gets r − x, and b what passes through the decoder and the code's sigmoid."""
    for sizes in SIZES:
        compare(trial, *draw(trial, *sizes), "c", "b")


@check
def the_shared_matrix_gets_both_gradients(trial: Trial) -> None:
    """W collects the gradient of the encoder and that of the decoder."""
    for sizes in SIZES:
        compare(trial, *draw(trial, *sizes), *NAMES)


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits of ±10⁴ give the right finite loss and gradients."""
    for size in (40.0, 1e3, 1e4):
        x, params = draw(trial, 3, 4, 2)
        params["c"] = np.array([size, -size, size, -size])
        with trial.case(f"logits near ±{size:g}"):
            loss, grads = run(trial, "loss_and_grads", x, params)
            wanted_loss, wanted = oracle(x, params)
            trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=size)
            trial.same(grads, wanted, what="the gradients", relative=1e-10, scale=2.0)
        saturated = {**params, "b": np.array([size, -size])}
        codes, images = passed_safely(x, saturated)
        with trial.case(f"codes of units at ±{size:g}"):
            trial.same(trial.call("encode", x, saturated), codes, what="the codes", relative=1e-11, scale=1.0)
            trial.same(trial.call("reconstruct", x, saturated), images, what="the images", relative=1e-11, scale=1.0)


def passed_safely(x: Array, params: Params) -> tuple[Array, Array]:
    """Give codes and images where the exponentials of Python floats would overflow."""
    w, b, c = (torch.tensor(params[name]) for name in NAMES)
    codes = torch.sigmoid(torch.tensor(x) @ w + b)
    return codes.numpy(), torch.sigmoid(codes @ w.T + c).numpy()


@check
def a_step_goes_downhill(trial: Trial) -> None:
    """A step returns the loss before the step, and every parameter minus lr times its gradient."""
    for sizes, lr in zip(SIZES, (0.5, 0.1, 1.0, 0.3), strict=True):
        x, params = draw(trial, *sizes)
        loss, new = run(trial, "train_step", x, params, lr)
        wanted_loss, grads = oracle(x, params)
        trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=1.0)
        wanted = {name: params[name] - lr * grads[name] for name in NAMES}
        trial.same(new, wanted, what="the new parameters", terms=60, scale=3.0)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Transposed arrays are fine, and x and params stay as they are."""
    x, params = draw(trial, 3, 4, 2)
    x, params["w"] = np.ascontiguousarray(x.T).T, trial.array(2, 4).T
    compare(trial, x, params, *NAMES)
    for name, rest in (("encode", ()), ("reconstruct", ()), ("loss_and_grads", ()), ("train_step", (0.5,))):
        after = trial.after(name, x, params, *rest)[:2]
        trial.same(after, (x, params), what=f"the arguments of {name} after the call", relative=0.0)
