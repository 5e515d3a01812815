"""Checks of DDIM: a noised point must land where the same noise puts it, and full noise give the DDPM posterior."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Loan, Trial, check


def table(trial: Trial, steps: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw a falling table between 0.95 and 0.1."""
    gaps = trial.uniform(steps + 1, low=0.5, high=1.5, dtype=torch.float64)
    return (0.95 - 0.85 * gaps.cumsum(0)[:-1] / gaps.sum()).to(dtype)


def share(alpha_bar: torch.Tensor, t: int) -> float:
    """Give the share of the signal at a step, the clean data included."""
    return 1.0 if t < 0 else float(alpha_bar.double()[t])


def stepped(
    x: torch.Tensor,
    t: int,
    s: int,
    predicted: torch.Tensor,
    alpha_bar: torch.Tensor,
    eta: float = 0.0,
    noise: torch.Tensor | None = None,
) -> torch.Tensor:
    """Step in float64: variance by variance."""
    here, there = share(alpha_bar, t), share(alpha_bar, s)
    x0 = (x.double() - math.sqrt(1 - here) * predicted.double()) / math.sqrt(here)
    fresh = eta**2 * (1 - there) * (1 - here / there) / (1 - here)  # the variance of the new noise
    out = math.sqrt(there) * x0 + math.sqrt(1 - there - fresh) * predicted.double()
    return (out if noise is None else out + math.sqrt(fresh) * noise.double()).to(x.dtype)


def land(trial: Trial, seen: Any, wanted: torch.Tensor) -> None:
    """Compare results; 1 - ᾱ is a difference and 1/√ᾱ at most about 3."""
    trial.same(seen, wanted, what="x at step s", scale=5.0, relative=1e-5)


@check
def guidance_goes_beyond(trial: Trial) -> None:
    """The weight 0 gives the unconditional prediction, 1 the conditional one, and more goes beyond it."""
    for weight in (0.0, 1.0, 3.0, 7.5, 0.3, -1.0):
        one, other = trial.normal(2, 3), trial.normal(2, 3)
        wanted = ((1 - weight) * other.double() + weight * one.double()).float()
        with trial.case(f"weight {weight}"):
            trial.same(
                trial.call("guided", one, other, weight), wanted, what="the prediction", scale=1 + abs(weight) * 4
            )


@check
def the_same_noise_is_put_back(trial: Trial) -> None:
    """A point made of data and noise moves to the point that the same data and noise make at step s."""
    for shape in ((1,), (2, 3), (2, 1, 4)):
        alpha_bar = table(trial, 8)
        for t, s in ((1, 0), (7, 3), (5, 4)):
            x0, eps = (trial.normal(*shape, dtype=torch.float64) for _ in range(2))
            here, there = share(alpha_bar, t), share(alpha_bar, s)
            x = (math.sqrt(here) * x0 + math.sqrt(1 - here) * eps).float()
            wanted = (math.sqrt(there) * x0 + math.sqrt(1 - there) * eps).float()
            with trial.case(f"from {t} to {s}"):
                land(trial, trial.call("ddim_step", x, t, s, eps.float(), alpha_bar), wanted)


@check
def minus_one_is_clean(trial: Trial) -> None:
    """At s = -1 the estimate of the clean data is returned, whatever eta is."""
    alpha_bar = table(trial, 6)
    for t, rest in ((0, ()), (5, ()), (3, (1.0, trial.normal(2, 3)))):
        x, predicted = trial.normal(2, 3), trial.normal(2, 3)
        with trial.case(f"from {t} to -1"):
            wanted = stepped(x, t, -1, predicted, alpha_bar, *rest)
            land(trial, trial.call("ddim_step", x, t, -1, predicted, alpha_bar, *rest), wanted)


@check
def eta_brings_fresh_noise(trial: Trial) -> None:
    """With eta the new noise has the standard deviation sigma, and the old noise makes room for it."""
    alpha_bar = table(trial, 8)
    for eta in (0.0, 0.4, 1.0):
        for t, s in ((4, 3), (7, 2)):
            x, predicted, z = (trial.normal(2, 3) for _ in range(3))
            with trial.case(f"eta {eta}, from {t} to {s}"):
                seen = trial.call("ddim_step", x, t, s, predicted, alpha_bar, eta=eta, noise=z)
                land(trial, seen, stepped(x, t, s, predicted, alpha_bar, eta, z))


@check
def full_eta_is_the_ddpm_posterior(trial: Trial) -> None:
    """With eta = 1 the step is a draw from the Gaussian of x_s given x_t and the estimated clean data."""
    alpha_bar = table(trial, 6)
    for t, s in ((1, 0), (4, 3), (5, 1)):
        x, predicted, z = (trial.normal(3, 2) for _ in range(3))
        here, there = share(alpha_bar, t), share(alpha_bar, s)
        x0 = (x.double() - math.sqrt(1 - here) * predicted.double()) / math.sqrt(here)
        factor = here / there  # x_t is √factor·x_s plus noise of variance 1 - factor
        precision = 1 / (1 - there) + factor / (1 - factor)
        mean = (math.sqrt(there) * x0 / (1 - there) + math.sqrt(factor) * x.double() / (1 - factor)) / precision
        wanted = (mean + z.double() / math.sqrt(precision)).float()
        with trial.case(f"from {t} to {s}"):
            land(trial, trial.call("ddim_step", x, t, s, predicted, alpha_bar, 1.0, z), wanted)


def toy(asked: list[Any]) -> Any:
    """Make a model that mixes its input with the step and the condition, and remembers what it was asked."""

    def model(x: Any, t: Any, condition: Any) -> torch.Tensor:
        if not isinstance(x, torch.Tensor):
            raise TypeError("the model takes a tensor")
        asked.append((x, t, condition))
        return 0.4 * x + math.sin(float(t)) + (0.5 * condition if condition is not None else 0.0)

    return model


@check
def sampling_goes_through_the_steps(trial: Trial) -> None:
    """From the first step over all others to the clean data, with two calls of the model at each."""
    for steps in ([5], [7, 4], [9, 6, 3, 0], [8, 7, 5, 1]):
        alpha_bar, x = table(trial, 10), trial.normal(2, 3)
        condition, weight = trial.size(1, 4), trial.size(2, 4) / 2 + 0.25
        asked: list[Any] = []
        lent: Loan = trial.lend(toy(asked))
        seen = trial.call("ddim_sample", lent, x, steps, alpha_bar, condition, weight)
        trial.note([given[1:] for given in asked])
        own, model = x.double(), toy([])
        path = []
        for t, s in zip(steps, [*steps[1:], -1], strict=True):
            path.append((own, t))
            apart = [model(own, t, label) for label in (condition, None)]
            own = stepped(own, t, s, (1 - weight) * apart[1] + weight * apart[0], alpha_bar)
        with trial.case(f"steps {steps}"):
            trial.same(seen, own.float(), what="the sample", relative=1e-4, scale=20.0)
            trial.require(
                lent.calls == 2 * len(steps),
                f"The model is to be called twice at each of {len(steps)} steps; it was called {lent.calls} times.",
            )
            for given, (at, t) in zip(asked, [pair for pair in path for _ in range(2)], strict=True):
                trial.same(given[0], at.float(), what="x at a call of the model", relative=1e-4, scale=20.0)
                trial.same(given[1], t, what="the step at a call of the model")


@check
def gradients_pass_through_a_step(trial: Trial) -> None:
    """Gradients reach x and the predicted noise."""
    alpha_bar, x, predicted, up = table(trial, 6), trial.normal(2, 3), trial.normal(2, 3), trial.normal(2, 3)
    none = torch.zeros(2, 3)
    for s, rest in ((1, ()), (-1, ()), (2, (0.7, trial.normal(2, 3)))):
        found = trial.gradients("ddim_step", x, 4, s, predicted, alpha_bar, *rest, wrt=(0, 3), cotangent=up)
        eta = float(rest[0]) if rest else 0.0
        for index, pair in enumerate(((up, none), (none, up))):
            wanted = stepped(pair[0], 4, s, pair[1], alpha_bar, eta)  # linear in both
            land(trial, found.inputs[index], wanted)
    found = trial.gradients("guided", x, predicted, 3.0, wrt=(0, 1), cotangent=up)
    trial.same(found.inputs, (3 * up, -2 * up), what="the gradients of both predictions", scale=5.0)


@check
def keeps_dtype_layout_and_arguments(trial: Trial) -> None:
    """float64 stays float64 throughout, transposed data are fine, and nothing that was handed in changes."""
    alpha_bar = table(trial, 6, torch.float64)
    x, predicted, z = (trial.normal(3, 2, dtype=torch.float64).T for _ in range(3))
    for name, given, wanted in (
        ("guided", (x, predicted, 2.5), 2.5 * x - 1.5 * predicted),
        ("ddim_step", (x, 4, 2, predicted, alpha_bar), stepped(x, 4, 2, predicted, alpha_bar)),
        ("ddim_step", (x, 4, -1, predicted, alpha_bar), stepped(x, 4, -1, predicted, alpha_bar)),
        ("ddim_step", (x, 4, 2, predicted, alpha_bar, 0.5, z), stepped(x, 4, 2, predicted, alpha_bar, 0.5, z)),
    ):
        trial.same(trial.call(name, *given), wanted, what=f"what {name} gives", scale=5.0, relative=1e-12)
        for now, before in zip(trial.after(name, *given), given, strict=True):
            trial.same(now, before, what=f"an argument after {name}", relative=0.0)
    lent = trial.lend(lambda x, t, condition: x * 0.5)  # noqa: ARG005
    there = trial.place(x)
    seen = trial.call("ddim_sample", lent, there, [4, 1], alpha_bar, None, 2.0)
    middle = stepped(x, 4, 1, x * 0.5, alpha_bar)
    trial.same(seen, stepped(middle, 1, -1, middle * 0.5, alpha_bar), what="the sample", scale=5.0, relative=1e-12)
    trial.same(there.read(), x, what="x after ddim_sample", relative=0.0)
