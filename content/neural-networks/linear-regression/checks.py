"""Checks of linear regression: exact fractions for least squares, plain floats for the steps of gradient descent."""

import math
from fractions import Fraction

import torch

from deepdrill.judge.checks import Remote, Trial, check

SIZES = [(2, 1), (5, 2), (7, 3), (9, 1)]  # n, d
State = tuple[list[float], float]


def least_squares(x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Solve the normal equations in fractions, where nothing is rounded, by elimination."""
    rows = [[*map(Fraction, row), Fraction(1)] for row in x.double().tolist()]
    targets = [Fraction(value) for value in y.double().tolist()]
    size = len(rows[0])
    table = [
        [sum(row[i] * row[j] for row in rows) for j in range(size)]
        + [sum(row[i] * target for row, target in zip(rows, targets, strict=True))]
        for i in range(size)
    ]
    for i in range(size):
        for j in range(size):
            if j != i:
                factor = table[j][i] / table[i][i]
                table[j] = [one - factor * other for one, other in zip(table[j], table[i], strict=True)]
    theta = torch.tensor([float(table[i][-1] / table[i][i]) for i in range(size)], dtype=torch.float64)
    return theta[:-1].to(x.dtype), theta[-1].to(x.dtype)


def descend(x: torch.Tensor, y: torch.Tensor, lr: float, steps: int, start: State) -> tuple[State, list[float]]:
    """Take the steps in Python floats, one derivative after the other; give the end and the loss before each step."""
    rows, targets = x.double().tolist(), y.double().tolist()
    (w, b), losses, n = start, [], len(targets)
    for _ in range(steps):
        errors = [math.fsum(map(float.__mul__, row, w)) + b - target for row, target in zip(rows, targets, strict=True)]
        losses.append(math.fsum(e * e for e in errors) / n)
        slopes = [2 * math.fsum(e * row[j] for e, row in zip(errors, rows, strict=True)) / n for j in range(len(w))]
        w = [value - lr * slope for value, slope in zip(w, slopes, strict=True)]
        b -= lr * 2 * math.fsum(errors) / n
    return (w, b), losses


def tensors(state: State, dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    """Make tensors of weights and bias."""
    return torch.tensor(state[0], dtype=dtype), torch.tensor(state[1], dtype=dtype)


def draw(trial: Trial, n: int, d: int, dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw features that are not centred, and targets with noise."""
    x = trial.normal(n, d, shift=0.7, dtype=torch.float64)
    y = x @ trial.normal(d, dtype=torch.float64) + trial.normal(n, scale=0.5, shift=2.0, dtype=torch.float64)
    return x.to(dtype), y.to(dtype)


def model_for(trial: Trial, d: int) -> Remote:
    """Make a module of float64."""
    model = trial.make("LinearRegression", d)
    model.method("double", random=True)
    return model


@check
def the_closed_form_is_least_squares(trial: Trial) -> None:
    """closed_form gives the w and b of the smallest mean squared error, intercept included."""
    for n, d in SIZES[1:]:
        x, y = draw(trial, n, d)
        # Drawn columns may happen to be close to dependent: ten digits are asked for, not all of them.
        trial.same(trial.call("closed_form", x, y), least_squares(x, y), what="(w, b)", relative=1e-7)


@check
def nearly_equal_columns_are_told_apart(trial: Trial) -> None:
    """With two columns that differ by a millionth, six digits of w are right."""
    for n, gap in ((6, 2e-6), (9, 1e-6), (12, 1e-6), (7, 1e-6)):
        base, change = torch.linspace(-1.0, 1.0, n, dtype=torch.float64), trial.normal(n, dtype=torch.float64)
        x = torch.stack([base, base + gap * (change - change.mean()) / change.std()], dim=1)
        y = x @ trial.uniform(2, low=1.0, high=3.0, dtype=torch.float64) + 1.0
        with trial.case(f"columns that differ by {gap:g}"):
            trial.same(trial.call("closed_form", x, y), least_squares(x, y), what="(w, b)", relative=1e-6)


@check
def one_step_follows_the_gradient(trial: Trial) -> None:
    """One step from zeros is minus lr times the gradient of the mean squared error."""
    for n, d in [(1, 1), (1, 3), *SIZES]:
        x, y = draw(trial, n, d)
        end, _ = descend(x, y, 0.3, 1, ([0.0] * d, 0.0))
        trial.same(
            trial.call("gradient_descent", x, y, 0.3, 1), tensors(end, x.dtype), what="(w, b)", terms=n, scale=3.0
        )


@check
def many_steps_follow_each_other(trial: Trial) -> None:
    """Several steps, each from where the last one ended, for any learning rate."""
    for (n, d), lr, steps in zip(SIZES, (0.1, 0.05, 0.02, 0.15), (2, 5, 9, 4), strict=True):
        x, y = draw(trial, n, d)
        end, _ = descend(x, y, lr, steps, ([0.0] * d, 0.0))
        with trial.case(f"{steps} steps of lr={lr}"):
            seen = trial.call("gradient_descent", x, y, lr, steps)
            trial.same(seen, tensors(end, x.dtype), what="(w, b)", terms=n * steps, scale=5.0)


@check
def the_module_is_a_line(trial: Trial) -> None:
    """The module has weight (d,) and bias (), zero at first, and gives one number per example."""
    for n, d in SIZES:
        model = trial.make("LinearRegression", d)
        wanted = {"weight": torch.zeros(d), "bias": torch.zeros(())}
        state = model.state()
        trial.require(set(state) == set(wanted), "The module's parameters must be weight and bias.", seen=list(state))
        trial.same(state, wanted, what="the parameters at first")
        x, w, b = trial.normal(n, d), trial.normal(d), trial.normal()
        model.load({"weight": w, "bias": b})
        found = model.gradients(x, cotangent=torch.ones(n))
        expected = (x.double() * w.double()).sum(1) + b.double()
        trial.same(found.output, expected.float(), what="what forward gives", terms=d + 1, scale=4.0)
        slopes = {"weight": x.double().sum(0).float(), "bias": torch.tensor(float(n))}
        trial.same(found.parameters, slopes, what="the gradients of the parameters", terms=n, scale=4.0)


@check
def fit_takes_the_same_steps(trial: Trial) -> None:
    """Fit moves weight and bias as gradient descent does, and returns the loss before each step as floats."""
    for (n, d), lr, steps in zip(SIZES, (0.1, 0.05, 0.02, 0.15), (1, 5, 9, 4), strict=True):
        x, y = draw(trial, n, d)
        model = model_for(trial, d)
        end, losses = descend(x, y, lr, steps, ([0.0] * d, 0.0))
        with trial.case(f"{steps} steps of lr={lr}"):
            seen = trial.call("fit", model, x, y, lr, steps)
            trial.require(
                isinstance(seen, list) and all(isinstance(one, float) for one in seen),
                "fit must return a list of Python floats: tensors would keep every step's graph alive.",
                seen=seen,
            )
            trial.same(seen, losses, what="the losses", relative=1e-9, scale=1.0)
            seen = (model.read("weight"), model.read("bias"))
            trial.same(seen, tensors(end, x.dtype), what="(weight, bias)", terms=n * steps, scale=5.0)


@check
def fit_goes_on_from_where_the_model_is(trial: Trial) -> None:
    """Fit starts from the model's own parameters, and gradients left in them do not count."""
    x, y = draw(trial, 5, 2)
    model, state = model_for(trial, 2), (trial.normal(2, dtype=torch.float64).tolist(), 0.5)
    weight, bias = tensors(state, torch.float64)
    model.load({"weight": weight, "bias": bias})
    for name, shape in (("weight", (2,)), ("bias", ())):
        model.make("__getattr__", name).write("grad", trial.normal(*shape, scale=3.0, dtype=torch.float64))
    for label, steps in (("the first call", 2), ("a second call", 3)):
        state, losses = descend(x, y, 0.1, steps, state)
        with trial.case(label):
            trial.same(trial.call("fit", model, x, y, 0.1, steps), losses, what="the losses", relative=1e-9, scale=1.0)
            seen = (model.read("weight"), model.read("bias"))
            trial.same(seen, tensors(state, torch.float64), what="(weight, bias)", terms=40, scale=5.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float32 data gives float32 results."""
    x, y = draw(trial, 12, 2, torch.float32)
    x[:4] = torch.tensor([[2.0, 2.0], [2.0, -2.0], [-2.0, 2.0], [-2.0, -2.0]])  # far from dependent
    trial.same(trial.call("closed_form", x, y), least_squares(x, y), what="(w, b)", terms=12, scale=4.0)
    end, losses = descend(x, y, 0.05, 4, ([0.0] * 2, 0.0))
    trial.same(trial.call("gradient_descent", x, y, 0.05, 4), tensors(end, x.dtype), what="(w, b)", terms=48, scale=5.0)
    seen = trial.call("fit", trial.make("LinearRegression", 2), x, y, 0.05, 4)
    trial.same(seen, losses, what="the losses", terms=48, scale=5.0)


@check
def leaves_the_data(trial: Trial) -> None:
    """The data stays as it is, and x may be a transposed view."""
    x, y = trial.normal(2, 6, dtype=torch.float64).T, trial.normal(6, dtype=torch.float64)
    trial.same(trial.call("closed_form", x, y), least_squares(x, y), what="(w, b)", relative=1e-7)
    for name, rest in (("closed_form", ()), ("gradient_descent", (0.1, 2))):
        trial.same(trial.after(name, x, y, *rest)[:2], (x, y), what=f"(x, y) after {name}", relative=0.0)
    placed = trial.place(x), trial.place(y)
    trial.call("fit", model_for(trial, 2), *placed, 0.1, 2)
    trial.same((placed[0].read(), placed[1].read()), (x, y), what="(x, y) after fit", relative=0.0)
