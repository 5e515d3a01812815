"""Checks of batch normalization's backward pass against the full Jacobian of each channel, entry by entry in floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, np.dtype[np.float64]]

ROWS = [(2, 1), (3, 2), (7, 4)]
IMAGES = [(1, 2, 1, 2), (2, 3, 2, 3), (3, 2, 4, 1)]
NAMES = ("dx", "dgamma", "dbeta")


def oracle(dy: Array, x: Array, gamma: Array, eps: float = 1e-5) -> tuple[Array, Array, Array]:
    """Sum dy_j · γ · dx̂_j/dx_i over j, for one channel after the other."""
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(len(gamma)), np.zeros(len(gamma))
    for c in range(x.shape[1]):
        values, ups = x[:, c].ravel().tolist(), dy[:, c].ravel().tolist()
        m = len(values)
        mean = math.fsum(values) / m
        off = [value - mean for value in values]
        sigma = math.sqrt(math.fsum(d * d for d in off) / m + eps)
        dgamma[c] = math.fsum(up * d / sigma for up, d in zip(ups, off, strict=True))
        dbeta[c] = math.fsum(ups)
        slopes = [
            math.fsum(
                up * (((i == j) - 1 / m) / sigma - d * off[i] / (m * sigma**3))
                for j, (up, d) in enumerate(zip(ups, off, strict=True))
            )
            for i in range(m)
        ]
        dx[:, c] = float(gamma[c]) * np.array(slopes).reshape(x[:, c].shape)
    return dx, dgamma, dbeta


def draw(trial: Trial, *shape: int, shift: float = 0.0, scale: float = 2.0) -> tuple[Array, Array, Array]:
    """Draw dy, x and gamma; dy has a mean of its own and a part along x, which both must be removed."""
    x = trial.array(*shape, shift=shift, scale=scale)
    dy = trial.array(*shape, shift=1.0) + 0.5 * (x - shift)
    gamma = trial.uniform(shape[1], low=0.5, high=2.0).double().numpy() * np.where(trial.mask(shape[1]).numpy(), 1, -1)
    return dy, x, gamma


def both(trial: Trial, dy: Array, x: Array, gamma: Array, *eps: float, relative: float = 1e-11) -> None:
    """Run and compare all three."""
    found = trial.call("batch_norm_backward", dy, x, gamma, *eps)
    trial.require(
        isinstance(found, tuple | list) and len(found) == 3,
        "batch_norm_backward must return three things: dx, dgamma and dbeta.",
        seen=found,
    )
    sizes = (float(np.abs(gamma).max()), *[float(np.abs(dy).sum())] * 2)
    for name, seen, wanted, size in zip(NAMES, found, oracle(dy, x, gamma, *eps), sizes, strict=True):
        with trial.case(f"x {x.shape}"):
            trial.same(seen, wanted, what=name, relative=relative, scale=max(size, float(np.abs(wanted).max())))


@check
def scale_and_shift_get_their_sums(trial: Trial) -> None:
    """dβ sums dy and dγ sums dy·x̂ over all entries of a channel."""
    for shape in (*ROWS, *IMAGES):
        dy, x, gamma = draw(trial, *shape)
        found = trial.call("batch_norm_backward", dy, x, gamma)
        trial.require(
            isinstance(found, tuple | list) and len(found) == 3,
            "batch_norm_backward must return three things: dx, dgamma and dbeta.",
            seen=found,
        )
        size = float(np.abs(dy).sum())
        with trial.case(f"x {shape}"):
            for name, seen, wanted in list(zip(NAMES, found, oracle(dy, x, gamma), strict=True))[1:]:
                trial.same(seen, wanted, what=name, relative=1e-11, scale=size)


@check
def rows_get_the_whole_gradient(trial: Trial) -> None:
    """For x of shape (n, c) dx holds what passes through the mean and the variance."""
    for shape in ROWS:
        both(trial, *draw(trial, *shape))


@check
def images_count_every_pixel(trial: Trial) -> None:
    """For x of shape (n, c, h, w) a channel's statistics run over n, h and w, and m = n·h·w."""
    for shape in IMAGES:
        both(trial, *draw(trial, *shape))


@check
def epsilon_stands_under_the_root(trial: Trial) -> None:
    """ε is added to the variance, its default is 1e-5, and it counts where the spread is small."""
    for scale, eps in ((1.0, (0.5,)), (1e-2, ()), (1e-3, (1e-3,))):
        dy, x, gamma = draw(trial, 5, 3, scale=scale)
        both(trial, dy, x, gamma, *eps)


@check
def far_from_zero_the_digits_survive(trial: Trial) -> None:
    """Entries near 10⁵ with a spread of 1 give the same gradients as without the offset."""
    for shape in ((6, 2), (2, 3, 2, 2)):
        dy, x, gamma = draw(trial, *shape, shift=1e5, scale=1.0)
        # x itself is rounded: ε·10⁵ of a spread of about 1, which a channel of few entries may halve several times.
        both(trial, dy, x, gamma, relative=1e-7)


@check
def constant_and_single_entries_stay_finite(trial: Trial) -> None:
    """A channel of equal entries has a finite dx, and one of a single entry has dx = 0."""
    dy, x, gamma = draw(trial, 4, 3)
    x[:, 1] = 0.75  # its mean is exact
    both(trial, dy, x, gamma, relative=1e-10)
    for shape in ((1, 3), (1, 2, 1, 1)):
        both(trial, *draw(trial, *shape), relative=1e-10)


@check
def gamma_may_be_zero(trial: Trial) -> None:
    """Where γ is 0 so is dx, but dγ is not."""
    dy, x, gamma = draw(trial, 4, 3)
    gamma[0] = 0.0
    both(trial, dy, x, gamma)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Nothing that was handed in changes, and views with any strides will do."""
    dy, x, gamma = draw(trial, 3, 2, 4, 2)
    views = (dy.transpose(2, 1, 0, 3), x.transpose(2, 1, 0, 3), np.repeat(gamma, 2)[::2])
    both(trial, *views)
    for name, now, before in zip(("dy", "x", "gamma"), trial.after("batch_norm_backward", *views), views, strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
