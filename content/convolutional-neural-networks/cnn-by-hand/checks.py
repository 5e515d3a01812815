"""Checks of the small CNN against torch's own layers in float64, with autograd for the gradients."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
Params = dict[str, Array]
NAMES = ("conv_w", "conv_b", "out_w", "out_b")
EVEN = [(1, 1, 3, 3, 1, 2, 2), (3, 2, 6, 4, 2, 3, 3), (2, 3, 5, 7, 4, 2, 2)]  # N, c, h, w, f, k, classes
ODD = [(2, 1, 5, 4, 2, 3, 2), (1, 2, 4, 6, 3, 2, 3), (2, 2, 3, 5, 2, 1, 3)]


def draw(trial: Trial, n: int, c: int, h: int, w: int, f: int, k: int, classes: int) -> tuple[Array, Array, Params]:
    """Draw images, classes and parameters."""
    inputs = f * ((h - k + 1) // 2) * ((w - k + 1) // 2)
    shapes = {"conv_w": (f, c, k, k), "conv_b": (f,), "out_w": (inputs, classes), "out_b": (classes,)}
    params = {name: trial.array(*shape, scale=0.7) for name, shape in shapes.items()}
    return trial.array(n, c, h, w), trial.integers(n, low=0, high=classes).numpy(), params


def oracle(x: Array, y: Array, params: Params) -> tuple[Array, float, Params]:
    """Give logits, loss and gradients."""
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in {**params, "x": x}.items()}
    maps = F.max_pool2d(F.conv2d(leaves["x"], leaves["conv_w"], leaves["conv_b"]).relu(), 2)
    logits = maps.flatten(1) @ leaves["out_w"] + leaves["out_b"]
    loss = F.cross_entropy(logits, torch.tensor(y))
    grads = torch.autograd.grad(loss, list(leaves.values()))
    return logits.detach().numpy(), loss.item(), {name: grad.numpy() for name, grad in zip(leaves, grads, strict=True)}


def run(trial: Trial, name: str, *args: Any) -> tuple[Any, Any]:
    """Call a function that returns a number and a dict."""
    seen = trial.call(name, *args)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 2 and isinstance(seen[1], dict),
        f"{name} must return two things: a number and a dict.",
        seen=seen,
    )
    return seen[0], seen[1]


def compare(trial: Trial, x: Array, y: Array, params: Params, *names: str) -> None:
    """Compare the loss and some of the gradients."""
    loss, grads = run(trial, "loss_and_grads", x, y, params)
    logits, wanted_loss, wanted = oracle(x, y, params)
    size = float(np.abs(logits).max()) + 1
    with trial.case(f"x {x.shape}, {params['conv_w'].shape[3]} × {params['conv_w'].shape[3]} kernels"):
        trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=size)
        for name in names:
            trial.require(name in grads, f"grads has no key {name}.")
            trial.same(grads[name], wanted[name], what=f"the gradient of {name}", terms=100, scale=size)


@check
def forward_gives_logits(trial: Trial) -> None:
    """Convolution, ReLU, maximum of 2 × 2 windows, flatten, linear layer."""
    for sizes in EVEN:
        x, y, params = draw(trial, *sizes)
        with trial.case(f"x {x.shape}"):
            trial.same(
                trial.call("forward", x, params), oracle(x, y, params)[0], what="the logits", terms=60, scale=5.0
            )


@check
def odd_maps_lose_their_last_line(trial: Trial) -> None:
    """Where the convolution leaves an odd number of rows or columns, pooling ignores the last one."""
    for sizes in ODD:
        x, y, params = draw(trial, *sizes)
        with trial.case(f"x {x.shape}"):
            trial.same(
                trial.call("forward", x, params), oracle(x, y, params)[0], what="the logits", terms=60, scale=5.0
            )
        compare(trial, x, y, params, *NAMES, "x")


@check
def the_loss_is_the_mean_cross_entropy(trial: Trial) -> None:
    """Minus the mean log-probability of the right classes."""
    for sizes in EVEN:
        compare(trial, *draw(trial, *sizes))


@check
def gradients_of_the_linear_layer(trial: Trial) -> None:
    """out_w and out_b get the gradient of the mean loss."""
    for sizes in EVEN:
        compare(trial, *draw(trial, *sizes), "out_w", "out_b")


@check
def gradients_of_the_convolution(trial: Trial) -> None:
    """conv_w and conv_b get theirs through the maxima and the ReLU, from all positions of all images."""
    for sizes in EVEN:
        compare(trial, *draw(trial, *sizes), "conv_w", "conv_b")


@check
def the_gradient_of_the_image(trial: Trial) -> None:
    """A pixel collects the gradients of all positions of the kernel that saw it."""
    for sizes in EVEN:
        compare(trial, *draw(trial, *sizes), "x")


@check
def idle_filters_pass_nothing_on(trial: Trial) -> None:
    """A filter that is nowhere above zero gets no gradient, also where it is exactly 0 everywhere."""
    x, y, params = draw(trial, 2, 2, 5, 5, 3, 2, 3)
    params["conv_b"][0] = -100.0
    params["conv_w"][1], params["conv_b"][1] = 0.0, 0.0
    compare(trial, x, y, params, *NAMES, "x")


@check
def large_logits_are_fine(trial: Trial) -> None:
    """Logits of ±10⁴ give the right loss and gradients, not NaN."""
    x, y, params = draw(trial, 3, 1, 5, 4, 2, 2, 3)
    for shift in (np.array([1e4, -1e4, 0.0]), np.array([1e4, 1e4, 1e4])):
        compare(trial, x, y, params | {"out_b": params["out_b"] + shift}, *NAMES, "x")
    x[0] = np.abs(x[0]) * 1e4  # one image with large logits, its neighbours with small ones
    compare(trial, x, y, params | {"conv_w": np.abs(params["conv_w"])}, *NAMES, "x")


@check
def a_step_goes_downhill(trial: Trial) -> None:
    """train_step returns the loss before the step, and every parameter minus lr times its gradient at the old ones."""
    for sizes, lr in zip((*EVEN[1:], ODD[0]), (0.5, 0.1, 1.0), strict=True):
        x, y, params = draw(trial, *sizes)
        loss, new = run(trial, "train_step", x, y, params, lr)
        _, wanted_loss, grads = oracle(x, y, params)
        trial.same(loss, wanted_loss, what="the loss", relative=1e-11, scale=10.0)
        wanted = {name: params[name] - lr * grads[name] for name in NAMES}
        trial.same(new, wanted, what="the new parameters", terms=100, scale=10.0)
        trial.require(
            len(new) == len(NAMES), "The new dict holds the four parameters and nothing else.", seen=sorted(new)
        )


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Transposed arrays are fine, and x, y and params stay as they are."""
    x, y, params = draw(trial, 2, 2, 4, 5, 3, 2, 2)
    x, params["conv_w"] = trial.array(2, 5, 4, 2).transpose(0, 3, 2, 1), trial.array(2, 2, 2, 3).T
    compare(trial, x, y, params, *NAMES, "x")
    for name, rest in (("forward", ()), ("loss_and_grads", ()), ("train_step", (0.5,))):
        given = (x, params) if name == "forward" else (x, y, params)
        after = trial.after(name, *given, *rest)[: len(given)]
        trial.same(after, given, what=f"the arguments of {name} after the call", relative=0.0)
