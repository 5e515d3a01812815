"""Checks of the LSTM cell against float64 formulas, item by item and unit by unit, without matrix products.

The gradients come from autograd through torch's own cell in float64.
"""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

SIZES = [(1, 1, 1), (1, 2, 3), (3, 4, 2), (2, 5, 7)]  # b, n_in, hidden: small first
NAMES = ("x", "h", "c", "w_ih", "w_hh", "b_ih", "b_hh")
Inputs = list[torch.Tensor]


def draw(trial: Trial, b: int, n_in: int, hidden: int, dtype: torch.dtype = torch.float32) -> Inputs:
    """Draw x, h, c, w_ih, w_hh, b_ih and b_hh."""
    shapes = [(b, n_in), (b, hidden), (b, hidden), (4 * hidden, n_in), (4 * hidden, hidden)]
    return [trial.normal(*shape, dtype=dtype) for shape in [*shapes, (4 * hidden,), (4 * hidden,)]]


def arguments(x: object, h: object, c: object, *weights: object) -> list[object]:
    """Put h and c into one argument."""
    return [x, (h, c), *weights]


def sigmoid(z: float) -> float:
    """Give 1/(1 + exp(-z)) without overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def oracle(inputs: Inputs) -> tuple[torch.Tensor, torch.Tensor]:
    """Compute every unit of every item from its four sums."""
    x, h, c, w_ih, w_hh, b_ih, b_hh = (value.double() for value in inputs)
    (b, hidden), dtype = c.shape, inputs[0].dtype
    new_h, new_c = torch.zeros_like(h), torch.zeros_like(c)
    for item in range(b):
        for unit in range(hidden):
            rows = {gate: block * hidden + unit for block, gate in enumerate("ifgo")}
            total = {
                gate: float((w_ih[row] * x[item]).sum() + (w_hh[row] * h[item]).sum() + b_ih[row] + b_hh[row])
                for gate, row in rows.items()
            }
            kept = sigmoid(total["f"]) * float(c[item, unit])
            cell = kept + sigmoid(total["i"]) * math.tanh(total["g"])
            new_c[item, unit] = cell
            new_h[item, unit] = sigmoid(total["o"]) * math.tanh(cell)
    return new_h.to(dtype), new_c.to(dtype)


def compare(trial: Trial, inputs: Inputs) -> None:
    """Compare both states for some inputs."""
    terms = inputs[0].shape[1] + inputs[1].shape[1] + 2
    trial.same(trial.call("lstm_cell", *arguments(*inputs)), oracle(inputs), terms=terms, scale=3.0)


@check
def follows_the_equations(trial: Trial) -> None:
    """(h', c') are those of the equations for any batch, input and hidden size, one included."""
    for sizes in SIZES:
        compare(trial, draw(trial, *sizes))


@check
def each_gate_does_its_own_job(trial: Trial) -> None:
    """In the order i, f, g, o: a closed input gate lets no news in, an open forget gate keeps the cell, and so on."""
    labels = {"i": "the input gate", "f": "the forget gate", "g": "the candidate", "o": "the output gate"}
    for block, gate in enumerate("ifgo"):
        for push in (-12.0, 12.0):
            inputs = draw(trial, 2, 3, 4)
            inputs[5][4 * block : 4 * block + 4] += push
            with trial.case(f"{labels[gate]} pushed {'shut' if push < 0 else 'open'} by its bias"):
                compare(trial, inputs)


@check
def both_biases_count(trial: Trial) -> None:
    """b_ih and b_hh are both added, whichever of them is zero."""
    for index in (5, 6):
        inputs = draw(trial, 2, 3, 4)
        inputs[index] = torch.zeros_like(inputs[index])
        with trial.case(f"{NAMES[index]} is zero"):
            compare(trial, inputs)


@check
def large_sums_saturate(trial: Trial) -> None:
    """Sums of several hundred give gates of 0 and 1 and a candidate of -1 and 1, not NaN."""
    # Whole numbers: the sums are exact in float32, so that no gate hangs on their rounding.
    sizes = trial.integers(12, 1, low=1, high=4)
    signs = torch.where(trial.mask(12, 1), 1, -1)
    x = torch.tensor([[300.0], [-300.0], [200.0]])
    h, w_hh = trial.integers(3, 3, low=-1, high=2).float(), trial.integers(12, 3, low=-2, high=3).float()
    zeros = torch.zeros(12)
    compare(trial, [x, h, trial.normal(3, 3), (sizes * signs).float(), w_hh, zeros, zeros])


@check
def gradients_of_one_step_are_right(trial: Trial) -> None:
    """Gradients of h' and of c' reach x, all weights and both biases."""
    for sizes in SIZES[1:]:
        inputs = draw(trial, *sizes)
        up = trial.normal(*inputs[1].shape)
        for pick, label in enumerate(("h'", "c'")):
            leaves = [value.double().requires_grad_() for value in inputs]
            x, h, c, *weights = leaves
            out = torch.lstm_cell(x, (h, c), *weights)[pick]
            wanted = torch.autograd.grad(out, [x, *weights], up.double(), materialize_grads=True)
            found = trial.gradients("lstm_cell", *arguments(*inputs), wrt=(0, 2, 3, 4, 5), cotangent=up, pick=pick)
            names = ("x", *NAMES[3:])
            for name, got, want in zip(names, found.inputs, wanted, strict=True):
                what = f"the gradient of {name} from {label}"
                trial.same(got, want.float(), what=what, terms=60, scale=3.0)


@check
def gradients_flow_through_two_steps(trial: Trial) -> None:
    """After two steps, gradients reach the first h and c and the first x."""
    for b, n_in, hidden in ((1, 2, 2), (3, 2, 4)):
        inputs = draw(trial, b, n_in, hidden)
        second, up_h, up_c = trial.normal(b, n_in), trial.normal(b, hidden), trial.normal(b, hidden)
        x, h, c, *weights = (value.double().requires_grad_() for value in inputs)
        last = torch.lstm_cell(second.double(), torch.lstm_cell(x, (h, c), *weights), *weights)
        wanted = torch.autograd.grad(last, [x, h, c], [up_h.double(), up_c.double()])
        # The graph has to stay where the submission lives: keep what it returns there and call `backward` there.
        first = [trial.place(value.clone().requires_grad_()) for value in inputs[:3]]
        state = trial.make("lstm_cell", *arguments(*first, *inputs[3:]))
        then = trial.place(second.clone().requires_grad_())  # so that `backward` finds some graph in any case
        state = trial.make("lstm_cell", then, state, *inputs[3:])
        for index, up in enumerate((up_h, up_c)):
            entry(trial, state, index).method("backward", up, retain_graph=True)
        for name, leaf, want in zip(NAMES, first, wanted, strict=False):
            what = f"the gradient of the first {name} after two steps"
            trial.same(leaf.read("grad"), want.float(), what=what, terms=60, scale=3.0)


def entry(trial: Trial, pair: Remote, index: int) -> Remote:
    """Take one entry of a tuple over there, with its graph."""
    return trial.make(pair.read("__getitem__"), index)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 and bfloat16 inputs give states of the same dtype and of its accuracy."""
    for dtype in (torch.float64, torch.bfloat16):
        with trial.case(str(dtype)):
            compare(trial, draw(trial, 2, 3, 4, dtype))


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """The old state and the weights are as they were, and transposed, non-contiguous arguments are fine."""
    inputs = draw(trial, 3, 2, 4)
    inputs[:5] = [value.T.contiguous().T for value in inputs[:5]]
    compare(trial, inputs)
    given = arguments(*inputs)
    after = trial.after("lstm_cell", *given)
    for name, now, before in zip(("x", "state", *NAMES[3:]), after, given, strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
