"""Checks of diffusion against products and roots in Python floats; the reverse step against Gaussian conditioning."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1,), (3,), (2, 5), (3, 2, 4, 3), (4, 4)]


def some_betas(trial: Trial, steps: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw noise rates in no particular order."""
    return trial.uniform(steps, low=0.02, high=0.3, dtype=dtype)


def left(betas: torch.Tensor, t: int) -> float:
    """Multiply what steps 0 to t keep."""
    return math.prod(1 - beta for beta in betas.double().tolist()[: t + 1])


def noised(x0: torch.Tensor, t: torch.Tensor, noise: torch.Tensor, betas: torch.Tensor) -> torch.Tensor:
    """Give x_t example by example."""
    rows = []
    for row, step, eps in zip(x0.detach().double(), t.tolist(), noise.double(), strict=True):
        kept = left(betas, step)
        rows.append(math.sqrt(kept) * row + math.sqrt(1 - kept) * eps)
    return torch.stack(rows).to(x0.dtype)


def stepped(x: torch.Tensor, t: int, predicted: torch.Tensor, z: torch.Tensor, betas: torch.Tensor) -> torch.Tensor:
    """Condition x_{t-1} on x_t and on the x_0 that the predicted noise stands for: a product of two Gaussians."""
    x64, eps = x.double(), predicted.double()
    kept, before, beta = left(betas, t), left(betas, t - 1) if t else 1.0, float(betas.double()[t])
    x0 = (x64 - math.sqrt(1 - kept) * eps) / math.sqrt(kept)
    if t == 0:
        return x0.to(x.dtype)
    # Prior N(√ᾱ_{t-1}·x0, 1 - ᾱ_{t-1}), observation x_t = √α_t·x_{t-1} + √β_t·noise.
    precision = 1 / (1 - before) + (1 - beta) / beta
    mean = (math.sqrt(before) * x0 / (1 - before) + math.sqrt(1 - beta) * x64 / beta) / precision
    return (mean + z.double() / math.sqrt(precision)).to(x.dtype)


def steps_of(trial: Trial, b: int, steps: int) -> torch.Tensor:
    """Draw a step per example, the first and the last among them."""
    t = trial.integers(b, low=0, high=steps)
    t[0] = steps - 1
    t[-1] = 0 if b > 1 else t[-1]
    return t


@check
def the_schedule_is_linear(trial: Trial) -> None:
    """Linear betas run evenly from first to last, both included."""
    for steps, ends in ((2, ()), (5, ()), (1000, ()), (7, (0.01, 0.3))):
        first, last = ends or (1e-4, 0.02)
        values = [first + (last - first) * i / (steps - 1) for i in range(steps)]
        wanted = torch.tensor(values, dtype=torch.float64).float()
        with trial.case(f"{steps} steps"):
            trial.same(trial.call("linear_betas", steps, *ends), wanted, what="the betas")


@check
def noising_jumps_to_any_step(trial: Trial) -> None:
    """x_t mixes data and noise by the roots of the cumulated product and of the rest, step t's factor included."""
    for steps in (1, 2, 6):
        betas, t = some_betas(trial, steps), torch.tensor([steps - 1])
        x0, noise = trial.normal(1, 3, scale=2.0), trial.normal(1, 3)
        with trial.case(f"the last of {steps} steps"):
            # 1 - ᾱ is a difference: ε of it over 0.02.
            trial.same(
                trial.call("add_noise", x0, t, noise, betas),
                noised(x0, t, noise, betas),
                what="x_t",
                scale=3.0,
                relative=1e-5,
            )


@check
def each_example_has_its_step(trial: Trial) -> None:
    """`t` holds a step for each example, whatever axes the data have besides."""
    for shape in SHAPES:
        betas, t = some_betas(trial, 8), steps_of(trial, shape[0], 8)
        x0, noise = trial.normal(*shape, scale=2.0), trial.normal(*shape)
        with trial.case(f"data of shape {shape}"):
            trial.same(
                trial.call("add_noise", x0, t, noise, betas),
                noised(x0, t, noise, betas),
                what="x_t",
                scale=3.0,
                relative=1e-5,
            )


@check
def a_long_schedule_ends_in_noise(trial: Trial) -> None:
    """With the usual 1000 linear steps little noise is added at the first and hardly any signal is left at the last."""
    betas = torch.linspace(1e-4, 0.02, 1000)
    t = torch.tensor([0, 1, 500, 999])
    x0, noise = trial.normal(4, 3), trial.normal(4, 3)
    # In float32 1 - ᾱ_0 is only known to ε/1e-4, and its root moves by 3e-6.
    trial.same(
        trial.call("add_noise", x0, t, noise, betas), noised(x0, t, noise, betas), what="x_t", scale=3.0, relative=2e-5
    )


@check
def the_loss_is_about_the_noise(trial: Trial) -> None:
    """The model is called once with x_t and t, and the loss is the mean squared distance to the noise."""
    for shape in SHAPES:
        betas, t = some_betas(trial, 5), steps_of(trial, shape[0], 5)
        x0, noise, answer = trial.normal(*shape, scale=2.0), trial.normal(*shape), trial.normal(*shape)
        asked: list[Any] = []

        def model(*given: Any, answer: torch.Tensor = answer, asked: list[Any] = asked) -> torch.Tensor:
            asked.append(given)
            return answer

        lent = trial.lend(model)
        wanted = (answer.double() - noise.double()).square().mean().float()
        with trial.case(f"data of shape {shape}"):
            trial.same(trial.call("ddpm_loss", lent, x0, t, noise, betas), wanted, what="the loss", terms=x0.numel())
            trial.require(lent.calls == 1, f"The model is to be called once; it was called {lent.calls} times.")
            trial.note(asked)
            trial.same(
                list(asked[0]),
                [noised(x0, t, noise, betas), t],
                what="what the model was given",
                scale=3.0,
                relative=1e-5,
            )


@check
def the_loss_trains_the_model(trial: Trial) -> None:
    """The gradient of the loss reaches the parameters of the model."""
    betas, t = some_betas(trial, 5), steps_of(trial, 4, 5)
    x0, noise, bias = trial.normal(4), trial.normal(4), trial.normal(4)
    parameter = trial.place(bias.clone().requires_grad_())
    model = parameter.make("__getattribute__", "addcmul")  # model(x, t) = parameter + x·t
    trial.make("ddpm_loss", model, x0, t, noise, betas).method("backward")
    answer = bias.double() + noised(x0.double(), t, noise, betas) * t
    wanted = (2 * (answer - noise.double()) / 4).float()
    trial.same(parameter.read("grad"), wanted, what="the gradient of the parameter", scale=10.0, relative=1e-5)


@check
def a_step_back_is_a_gaussian(trial: Trial) -> None:
    """The next x has the mean of the formula and the posterior's standard deviation."""
    for shape in SHAPES:
        betas = some_betas(trial, 6)
        for t in (1, 3, 5):
            x, predicted, z = (trial.normal(*shape) for _ in range(3))
            with trial.case(f"t = {t}, x of shape {shape}"):
                seen = trial.call("ancestral_step", x, t, predicted, z, betas)
                trial.same(
                    seen, stepped(x, t, predicted, z, betas), what="x at the step before", scale=3.0, relative=1e-5
                )


@check
def the_last_step_adds_no_noise(trial: Trial) -> None:
    """At t = 0 the mean alone is returned, whatever noise is handed in."""
    for steps in (1, 4):
        betas = some_betas(trial, steps)
        x, predicted, z = (trial.normal(2, 3) for _ in range(3))
        seen = trial.call("ancestral_step", x, 0, predicted, z, betas)
        trial.same(seen, stepped(x, 0, predicted, z, betas), what="the result", scale=3.0, relative=1e-5)


@check
def gradients_pass_through(trial: Trial) -> None:
    """Gradients reach x0 in noising, and x and the predicted noise in a step."""
    betas, t = some_betas(trial, 6), steps_of(trial, 3, 6)
    x0, noise, up = trial.normal(3, 2), trial.normal(3, 2), trial.normal(3, 2)
    found = trial.gradients("add_noise", x0, t, noise, betas, cotangent=up)
    wanted = noised(up, t, torch.zeros(3, 2), betas)  # linear in x0
    trial.same(found.inputs[0], wanted, what="the gradient of x0", scale=3.0, relative=1e-5)
    none = torch.zeros(3, 2)
    for step in (3, 0):
        found = trial.gradients("ancestral_step", x0, step, noise, trial.normal(3, 2), betas, wrt=(0, 2), cotangent=up)
        for index, given in enumerate(((up, step, none), (none, step, up))):
            wanted = stepped(*given, none, betas)  # linear in x and in the predicted noise
            name = ("x", "predicted")[index]
            trial.same(found.inputs[index], wanted, what=f"the gradient of {name}", scale=3.0, relative=1e-5)


@check
def keeps_dtype_layout_and_arguments(trial: Trial) -> None:
    """float64 stays float64 throughout, transposed data are fine, and nothing that was handed in changes."""
    double = {"dtype": torch.float64}
    betas, t = some_betas(trial, 7, torch.float64), steps_of(trial, 3, 7)
    x0, noise, other = (trial.normal(4, 3, **double).T for _ in range(3))
    lent = trial.lend(lambda x, t: other)  # noqa: ARG005
    for name, given, wanted in (
        ("add_noise", (x0, t, noise, betas), noised(x0, t, noise, betas)),
        ("ancestral_step", (x0, 4, noise, other, betas), stepped(x0, 4, noise, other, betas)),
        ("ancestral_step", (x0, 0, noise, other, betas), stepped(x0, 0, noise, other, betas)),
        ("ddpm_loss", (lent, x0, t, noise, betas), (other - noise).square().mean()),
    ):
        trial.same(trial.call(name, *given), wanted, what=f"what {name} gives", scale=3.0, relative=1e-12)
        if name != "ddpm_loss":
            for now, before in zip(trial.after(name, *given), given, strict=True):
                trial.same(now, before, what=f"an argument after {name}", relative=0.0)
