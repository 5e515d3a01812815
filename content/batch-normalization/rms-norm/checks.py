"""Checks of RMSNorm against a float64 oracle that sums each row exactly, number by number."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

SHAPES = [(3,), (4, 1), (2, 4), (2, 3, 5), (2, 1, 3, 6)]  # small first, so that the failure shown is small


def oracle(x: torch.Tensor, weight: torch.Tensor, eps: float = 1e-6) -> torch.Tensor:
    """Divide row by row by the root of the mean square, with exact sums of Python floats."""
    d = x.shape[-1]
    gain = weight.double().tolist()
    rows = []
    for row in x.double().reshape(-1, d).tolist():
        root = math.sqrt(math.fsum(entry * entry for entry in row) / d + eps)
        rows.append([g * entry / root for entry, g in zip(row, gain, strict=True)])
    return torch.tensor(rows, dtype=torch.float64).reshape(x.shape).to(x.dtype)


def build(trial: Trial, weight: torch.Tensor, **given: float) -> Remote:
    """Make the learner's module, in the dtype of the weight, and give it that weight."""
    module = trial.make("RMSNorm", len(weight), **given)
    method = {torch.float64: "double", torch.float16: "half", torch.bfloat16: "bfloat16"}.get(weight.dtype)
    if method:
        module.method(method, random=True)
    module.load({"weight": weight})
    return module


def draw_weight(trial: Trial, width: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw gains of both signs, none of them near zero or one."""
    signs = 2.0 * trial.mask(width).double() - 1.0
    return (signs * trial.uniform(width, low=1.2, high=2.5, dtype=torch.float64)).to(dtype)


@check
def follows_the_formula(trial: Trial) -> None:
    """The weight times x / √(mean of x² + ε) over the last axis, for any leading dimensions and for a width of 1."""
    for shape in SHAPES:
        x, weight = trial.normal(*shape, scale=2.0), draw_weight(trial, shape[-1])
        with trial.case(f"x of shape {shape}"):
            trial.same(build(trial, weight)(x), oracle(x, weight), terms=shape[-1])


@check
def no_mean_is_taken_out(trial: Trial) -> None:
    """A row far from zero keeps its mean: only its size is normalised."""
    for shift in (3.0, -20.0):
        x, weight = trial.normal(3, 7, shift=shift), draw_weight(trial, 7)
        trial.same(build(trial, weight)(x), oracle(x, weight), terms=7)


@check
def every_position_on_its_own(trial: Trial) -> None:
    """The size of one position takes in no other row and no other sample."""
    for leading in ((4,), (2, 3), (2, 3, 2)):
        x = trial.normal(*leading, 6) * trial.uniform(*leading, 1, low=0.2, high=9.0)
        weight = draw_weight(trial, 6)
        trial.same(build(trial, weight)(x), oracle(x, weight), terms=6)


@check
def epsilon_is_inside_the_root(trial: Trial) -> None:
    """ε is added to the mean square before the root, and it is the ε that was passed."""
    for label, scale, given in (
        ("rows of size 1e-3", 1e-3, {}),
        ("rows of size 1e-5", 1e-5, {}),
        ("eps=0.5", 1.0, {"eps": 0.5}),
        ("eps=1e-12", 1e-5, {"eps": 1e-12}),
    ):
        x, weight = trial.normal(3, 8, scale=scale), draw_weight(trial, 8)
        with trial.case(label):
            trial.same(build(trial, weight, **given)(x), oracle(x, weight, **given), terms=8)


@check
def a_row_of_zeros_stays_zeros(trial: Trial) -> None:
    """A row of zeros gives zeros, and a finite gradient: the weight over √ε."""
    x, weight, up = trial.normal(3, 5), draw_weight(trial, 5), trial.normal(3, 5)
    x[1] = 0.0
    found = build(trial, weight).gradients(x, cotangent=up)
    trial.same(found.output, oracle(x, weight), terms=5)
    trial.same(found.inputs[0], wanted_gradients(x, weight, up)[0], what="the gradient of x", terms=5, scale=1000.0)


@check
def half_precision_is_computed_in_float32(trial: Trial) -> None:
    """float16 and bfloat16 inputs are squared and averaged in float32, and come back in their own dtype."""
    for dtype, scale in ((torch.float16, 1.0), (torch.float16, 5000.0), (torch.float16, 2e-3), (torch.bfloat16, 1.0)):
        x, weight = trial.normal(5, 24, scale=scale, dtype=dtype), draw_weight(trial, 24, dtype)
        with trial.case(f"{str(dtype).removeprefix('torch.')}, entries of size {scale:g}"):
            trial.same(build(trial, weight)(x), oracle(x, weight))


@check
def a_float32_weight_does_not_widen_the_output(trial: Trial) -> None:
    """With a float32 weight, a float16 or bfloat16 input still comes back in its own dtype."""
    for dtype in (torch.float16, torch.bfloat16):
        x, weight = trial.normal(2, 3, 9, dtype=dtype), draw_weight(trial, 9)
        with trial.case(str(dtype).removeprefix("torch.")):
            trial.same(build(trial, weight)(x), oracle(x, weight))


@check
def double_precision_stays_double(trial: Trial) -> None:
    """A float64 module computes in float64."""
    x, weight = trial.normal(2, 3, 7, dtype=torch.float64), draw_weight(trial, 7, torch.float64)
    trial.same(build(trial, weight)(x), oracle(x, weight), terms=7)


@check
def the_weight_is_the_only_parameter(trial: Trial) -> None:
    """The module has one tensor, a parameter called weight of shape (width,), which starts as ones."""
    module = trial.make("RMSNorm", 6)
    state = module.state()
    trial.note(sorted(state))
    names = ", ".join(sorted(state)) or "nothing"
    trial.require(sorted(state) == ["weight"], f"state_dict() must hold weight and nothing else; it holds {names}.")
    trial.same(state["weight"], torch.ones(6), what="the weight of a new module")
    trial.same(module.read("weight"), torch.ones(6), what="the weight of a new module")


def wanted_gradients(x: torch.Tensor, weight: torch.Tensor, up: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the gradients of x and of the weight by each row's Jacobian in float64."""
    d, gain = x.shape[-1], weight.double()
    rows, ups = x.double().reshape(-1, d), up.double().reshape(-1, d)
    to_x, to_weight = torch.zeros_like(rows), torch.zeros_like(gain)
    for index, (row, one) in enumerate(zip(rows, ups, strict=True)):
        root = math.sqrt(float((row * row).mean()) + 1e-6)
        jacobian = torch.eye(d, dtype=torch.float64) / root - torch.outer(row, row) / (d * root**3)
        to_x[index] = jacobian @ (gain * one)
        to_weight += one * row / root
    return to_x.reshape(x.shape).to(x.dtype), to_weight.to(weight.dtype)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x and the weight, through the mean square too."""
    for shape in SHAPES[2:]:
        x, weight, up = trial.normal(*shape, shift=1.0), draw_weight(trial, shape[-1]), trial.normal(*shape)
        found = build(trial, weight).gradients(x, cotangent=up)
        to_x, to_weight = wanted_gradients(x, weight, up)
        # The terms of a gradient of x carry 1/root of their row.
        smallest = float(x.double().square().mean(-1).min()) ** 0.5
        trial.same(found.inputs[0], to_x, what="the gradient of x", terms=30, scale=5.0 + 5.0 / smallest)
        trial.same(
            found.parameters.get("weight"), to_weight, what="the gradient of the weight", terms=x.numel(), scale=3.0
        )


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """A transposed, non-contiguous x is fine, and x is left as it was."""
    x, weight = trial.normal(2, 5, 4).transpose(1, 2), draw_weight(trial, 5)  # (2, 4, 5)
    held = trial.place(x)
    trial.same(build(trial, weight)(held), oracle(x, weight), terms=5)
    trial.same(held.read(), x, what="x after the call", relative=0.0)
