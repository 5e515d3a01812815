"""Checks of layer normalization against a float64 oracle that sums each row exactly, number by number."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(3,), (3, 1), (2, 4), (2, 3, 5), (2, 1, 3, 6)]  # small first, so that the failure shown is small


def oracle(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
    """Normalise row by row with exact sums of Python floats."""
    d = x.shape[-1]
    gain, offset = gamma.double().tolist(), beta.double().tolist()
    rows = []
    for row in x.double().reshape(-1, d).tolist():
        mean = math.fsum(row) / d
        variance = math.fsum((entry - mean) ** 2 for entry in row) / d
        root = math.sqrt(variance + eps)
        rows.append([g * (entry - mean) / root + b for entry, g, b in zip(row, gain, offset, strict=True)])
    return torch.tensor(rows, dtype=torch.float64).reshape(x.shape).to(x.dtype)


def draw(trial: Trial, *shape: int, **how: object) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw x as asked, and a scale around 1.5 and a shift in the dtype of x."""
    x = trial.normal(*shape, **how)
    gamma = trial.uniform(shape[-1], low=0.5, high=2.5, dtype=x.dtype)
    return x, gamma, trial.uniform(shape[-1], low=-1.0, high=1.0, dtype=x.dtype)


@check
def follows_the_formula(trial: Trial) -> None:
    """γ·(x − μ)/√(σ² + ε) + β over the last axis, for any number of leading dimensions and for a width of 1."""
    for shape in SHAPES:
        x, gamma, beta = draw(trial, *shape, scale=2.0, shift=1.0)
        trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta), terms=shape[-1])


@check
def every_position_on_its_own(trial: Trial) -> None:
    """The statistics of one position take in no other row and no other sample."""
    for leading in ((4,), (2, 3), (2, 3, 2)):
        x, gamma, beta = draw(trial, *leading, 6)
        # Every row has another mean and another spread, so statistics over several rows fit none of them.
        x = x * trial.uniform(*leading, 1, low=0.5, high=4.0) + trial.uniform(*leading, 1, low=-5.0, high=5.0)
        trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta), terms=30)


@check
def epsilon_is_inside_the_root(trial: Trial) -> None:
    """ε is added to the variance before the root, and it is the ε that was passed."""
    x, gamma, beta = draw(trial, 3, 8, scale=2e-3)
    with trial.case("a variance near 1e-5"):
        trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta), terms=8)
    # Whole numbers and a width of 8, so that every way to their mean is exact: 1/√ε enlarges any rounding by 316.
    constant = trial.integers(2, 1, low=1, high=9).float().expand(2, 8).contiguous()
    with trial.case("constant rows"):
        trial.same(trial.call("layer_norm", constant, gamma, beta), oracle(constant, gamma, beta))
    x, gamma, beta = draw(trial, 3, 8)
    with trial.case("eps=0.5"):
        trial.same(trial.call("layer_norm", x, gamma, beta, eps=0.5), oracle(x, gamma, beta, eps=0.5), terms=8)


@check
def a_large_mean_does_no_harm(trial: Trial) -> None:
    """Rows around ±10 000 with a spread of 1 are normalised correctly in float32."""
    for shift in (1e4, -1e4):
        x, gamma, beta = draw(trial, 4, 32, shift=shift)
        # Near 1e4 float32 numbers are 1e-3 apart, and a mean of 32 of them, summed one after the other, is off by
        # less than 2e-2 of the spread. A variance that cancels is wrong by far more: it is a multiple of 8.
        trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta), relative=2e-2)


@check
def half_precision_is_computed_in_float32(trial: Trial) -> None:
    """float16 and bfloat16 inputs have their statistics in float32 and come back in their own dtype."""
    for dtype, scale, shift in (
        (torch.float16, 1.0, 0.0),
        (torch.float16, 600.0, 0.0),  # its variance lies beyond float16
        (torch.bfloat16, 1.0, 0.0),
        (torch.bfloat16, 4.0, 200.0),
    ):
        x, gamma, beta = draw(trial, 6, 24, scale=scale, shift=shift, dtype=dtype)
        with trial.case(f"{str(dtype).removeprefix('torch.')}, mean {shift:g}, spread {scale:g}"):
            trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta))


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 inputs are computed in float64."""
    x, gamma, beta = draw(trial, 2, 3, 7, dtype=torch.float64)
    trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta), terms=7)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x, γ and β, through the mean and the variance too."""
    for shape in SHAPES[2:]:
        x, gamma, beta = draw(trial, *shape)
        cotangent = trial.normal(*shape)
        expected, largest = wanted_gradients(x, gamma, cotangent)
        found = trial.gradients("layer_norm", x, gamma, beta, wrt=(0, 1, 2), cotangent=cotangent)
        trial.same(found.output, oracle(x, gamma, beta), terms=shape[-1])
        names = ("x", "gamma", "beta")
        for name, got, want in zip(names, found.inputs, expected, strict=True):
            scale = largest if name == "x" else 1.0  # the terms of x's gradient all carry 1/√(σ² + ε)
            trial.same(got, want, what=f"the gradient of {name}", terms=x.numel(), scale=scale)


def wanted_gradients(x: torch.Tensor, gamma: torch.Tensor, cotangent: torch.Tensor) -> tuple[list[torch.Tensor], float]:
    """Give the gradients of x, gamma and beta by each row's Jacobian in float64, and the largest 1/√(σ² + ε)."""
    d = x.shape[-1]
    rows, ups = x.double().reshape(-1, d), cotangent.double().reshape(-1, d)
    gain = gamma.double()
    to_x, to_gamma, largest = torch.zeros_like(rows), torch.zeros_like(gain), 0.0
    for index, (row, up) in enumerate(zip(rows, ups, strict=True)):
        factor = 1.0 / math.sqrt(float(((row - row.mean()) ** 2).mean()) + 1e-5)
        flat = (row - row.mean()) * factor
        jacobian = factor * (torch.eye(d, dtype=torch.float64) - 1.0 / d - torch.outer(flat, flat) / d)
        to_x[index] = jacobian.T @ (gain * up)
        to_gamma += up * flat
        largest = max(largest, factor)
    return [g.to(x.dtype) for g in (to_x.reshape(x.shape), to_gamma, ups.sum(0))], largest


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous inputs are fine, and the arguments are left as they were."""
    x, gamma, beta = draw(trial, 2, 5, 4)
    x, gamma, beta = x.transpose(1, 2), trial.normal(10)[::2], trial.normal(5)  # (2, 4, 5)
    trial.same(trial.call("layer_norm", x, gamma, beta), oracle(x, gamma, beta), terms=5)
    given = {"x": x, "gamma": gamma, "beta": beta}
    for (name, before), after in zip(given.items(), trial.after("layer_norm", x, gamma, beta), strict=True):
        trial.same(after, before, what=f"{name} after the call", relative=0.0)
