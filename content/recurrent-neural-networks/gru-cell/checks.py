"""Checks of the GRU cell against float64 formulas, item by item and unit by unit, without matrix products.

The gradients come from autograd through torch's own cell in float64.
"""

import math

import torch

from deepdrill.judge.checks import Trial, check

SIZES = [(1, 1, 1), (1, 2, 3), (3, 4, 2), (2, 5, 7)]  # b, n_in, hidden: small first
NAMES = ("x", "h", "w_ih", "w_hh", "b_ih", "b_hh")
Inputs = list[torch.Tensor]


def draw(trial: Trial, b: int, n_in: int, hidden: int, dtype: torch.dtype = torch.float32) -> Inputs:
    """Draw x, h, w_ih, w_hh, b_ih and b_hh."""
    wide = 3 * hidden
    shapes = [(b, n_in), (b, hidden), (wide, n_in), (wide, hidden), (wide,), (wide,)]
    return [trial.normal(*shape, dtype=dtype) for shape in shapes]


def sigmoid(a: float) -> float:
    """Give 1/(1 + exp(-a)) without overflow."""
    return 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))


def oracle(inputs: Inputs) -> torch.Tensor:
    """Compute every unit of every item from its six sums."""
    x, h, w_ih, w_hh, b_ih, b_hh = (value.double() for value in inputs)
    (b, hidden), new = h.shape, torch.zeros_like(h)
    for item in range(b):
        for unit in range(hidden):
            rows = [block * hidden + unit for block in range(3)]
            a = [float((w_ih[row] * x[item]).sum() + b_ih[row]) for row in rows]
            c = [float((w_hh[row] * h[item]).sum() + b_hh[row]) for row in rows]
            old = float(h[item, unit])
            candidate = math.tanh(a[2] + sigmoid(a[0] + c[0]) * c[2])
            new[item, unit] = candidate + sigmoid(a[1] + c[1]) * (old - candidate)
    return new.to(inputs[0].dtype)


def compare(trial: Trial, inputs: Inputs) -> None:
    """Compare the new state for some inputs."""
    terms = inputs[0].shape[1] + inputs[1].shape[1] + 2
    trial.same(trial.call("gru_cell", *inputs), oracle(inputs), terms=terms, scale=3.0, what="the new state")


@check
def follows_the_equations(trial: Trial) -> None:
    """The new state is that of the equations for any batch, input and hidden size, one included."""
    for sizes in SIZES:
        compare(trial, draw(trial, *sizes))


@check
def each_gate_does_its_own_job(trial: Trial) -> None:
    """Pushed by their biases: z = 1 keeps the state and z = 0 replaces it; r = 0 hides the state from the candidate."""
    for block, gate in enumerate(("reset", "update")):
        for push in (-12.0, 12.0):
            inputs = draw(trial, 2, 3, 4)
            inputs[4][4 * block : 4 * block + 4] += push
            with trial.case(f"the {gate} gate pushed to {0 if push < 0 else 1}"):
                compare(trial, inputs)


@check
def reset_acts_after_the_matrix(trial: Trial) -> None:
    """The reset gate multiplies W_hn·h + b_hn, its bias included, and nothing of the input."""
    inputs = draw(trial, 3, 2, 4)
    inputs[5][8:] += 2.0
    inputs[4][:4] -= 1.0
    compare(trial, inputs)
    with trial.case("h is zero, so that only the biases are left of its part"):
        inputs[1] = torch.zeros_like(inputs[1])
        compare(trial, inputs)


@check
def both_biases_count(trial: Trial) -> None:
    """b_ih and b_hh both enter, whichever of them is zero."""
    for index in (4, 5):
        inputs = draw(trial, 2, 3, 4)
        inputs[index] = torch.zeros_like(inputs[index])
        with trial.case(f"{NAMES[index]} is zero"):
            compare(trial, inputs)


@check
def large_sums_saturate(trial: Trial) -> None:
    """Sums of several hundred give gates of 0 and 1 and a candidate of -1 and 1, not NaN."""
    # Whole numbers and no state's part in the candidate: the sums are exact in float32.
    signs = torch.where(trial.mask(9, 1), 1, -1)
    w_ih = (trial.integers(9, 1, low=1, high=4) * signs).float()
    w_hh = trial.integers(9, 3, low=-2, high=3).float()
    x, h = torch.tensor([[300.0], [-300.0], [200.0]]), trial.integers(3, 3, low=-1, high=2).float()
    compare(trial, [x, h, w_ih, w_hh, torch.zeros(9), torch.zeros(9)])


@check
def gradients_of_one_step_are_right(trial: Trial) -> None:
    """Gradients reach x, h, both weights and both biases."""
    for sizes in SIZES:
        inputs = draw(trial, *sizes)
        up = trial.normal(*inputs[1].shape)
        leaves = [value.double().requires_grad_() for value in inputs]
        wanted = torch.autograd.grad(torch.gru_cell(*leaves), leaves, up.double())
        found = trial.gradients("gru_cell", *inputs, wrt=(0, 1, 2, 3, 4, 5), cotangent=up)
        for name, got, want in zip(NAMES, found.inputs, wanted, strict=True):
            trial.same(got, want.float(), what=f"the gradient of {name}", terms=60, scale=5.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 in, float64 out, with its accuracy."""
    compare(trial, draw(trial, 2, 3, 4, torch.float64))


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """The old state and the weights are as they were, and transposed, non-contiguous arguments are fine."""
    inputs = draw(trial, 3, 2, 4)
    inputs[:4] = [value.T.contiguous().T for value in inputs[:4]]
    compare(trial, inputs)
    after = trial.after("gru_cell", *inputs)
    for name, now, before in zip(NAMES, after, inputs, strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
