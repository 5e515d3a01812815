"""Checks of the moving average against sums with unrolled weights in Python floats."""

from collections.abc import Sequence

import torch

from deepdrill.judge.checks import Remote, Trial, check

Values = list[torch.Tensor]


def kept(decay: float, t: int, *, warmup: bool) -> float:
    """Give what an update leaves of the average."""
    return min(decay, (1 + t) / (10 + t)) if warmup else decay


def oracle(start: torch.Tensor, values: Values, decay: float, *, warmup: bool = False) -> torch.Tensor:
    """Weigh the start and each value by what the updates after it have left of it."""
    weights = [1 - kept(decay, t, warmup=warmup) for t in range(len(values))]
    total, left = torch.zeros(start.shape, dtype=torch.float64), 1.0
    for weight, value in zip(reversed(weights), reversed(values), strict=True):
        total += left * weight * value.detach().double()
        left *= 1 - weight
    total += left * start.detach().double()
    return total.to(torch.float64 if start.dtype == torch.float64 else torch.float32)


def leaf(trial: Trial, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw a parameter."""
    return trial.normal(*shape, scale=2.0, dtype=dtype).requires_grad_()


def set_to(parameter: Remote, value: torch.Tensor) -> None:
    """Change a parameter in place, as an optimizer does."""
    parameter.make("__getattribute__", "data").method("copy_", value.detach(), random=True)


def train(
    trial: Trial,
    ema: Remote,
    placed: Sequence[Remote],
    shapes: Sequence[tuple[int, ...]],
    steps: int,
    **how: torch.dtype,
) -> list[Values]:
    """Move the parameters some steps, updating each time; give the values of each parameter."""
    paths: list[Values] = [[] for _ in placed]
    for _ in range(steps):
        for parameter, shape, path in zip(placed, shapes, paths, strict=True):
            path.append(trial.normal(*shape, scale=2.0, **how))
            set_to(parameter, path[-1])
        trial.same(ema.method("update"), None, what="what update returns")
    return paths


def follow(trial: Trial, shapes: Sequence[tuple[int, ...]], steps: int, **how: float) -> None:
    """Make an EMA, train and compare the averages."""
    starts = [leaf(trial, *shape) for shape in shapes]
    placed = [trial.place(start) for start in starts]
    ema = trial.make("EMA", placed, **how)
    paths = train(trial, ema, placed, shapes, steps)
    decay, warmup = how.get("decay", 0.999), bool(how.get("warmup", False))
    wanted = [oracle(start, path, decay, warmup=warmup) for start, path in zip(starts, paths, strict=True)]
    with trial.case(
        f"{steps} updates, " + (", ".join(f"{name}={value}" for name, value in how.items()) or "the defaults")
    ):
        trial.same(ema.method("averages"), wanted, what="the averages", terms=steps + 1, scale=4.0)


@check
def the_average_moves_slowly(trial: Trial) -> None:
    """Each update keeps the part `decay` of the average and adds the rest of the parameter; it begins as a copy."""
    follow(trial, [(2,)], 0)
    for how in ({}, {"decay": 0.5}, {"decay": 0.9}, {"decay": 0.0}):
        follow(trial, [(3,)], 4, **how)


@check
def every_parameter_has_its_average(trial: Trial) -> None:
    """Parameters of different shapes are averaged each on its own, in their order."""
    follow(trial, [(2, 3), (), (3,), (1, 2, 2)], 3, decay=0.8)


@check
def warm_up_forgets_the_start(trial: Trial) -> None:
    """With warm-up the decay is (1 + t)/(10 + t) until it reaches the one that was asked for."""
    for steps, decay in ((1, 0.999), (3, 0.999), (12, 0.4), (8, 0.05)):
        follow(trial, [(3,)], steps, decay=decay, warmup=True)


@check
def takes_a_generator(trial: Trial) -> None:
    """An iterator that can be walked through only once will do."""
    shapes = ((2,), (3, 2))
    starts = [leaf(trial, *shape) for shape in shapes]
    placed = [trial.place(start) for start in starts]
    ema = trial.make("EMA", trial.place(placed).method("__iter__"), decay=0.7)
    paths = train(trial, ema, placed, shapes, 3)
    wanted = [oracle(start, path, 0.7) for start, path in zip(starts, paths, strict=True)]
    trial.same(ema.method("averages"), wanted, what="the averages", terms=4, scale=4.0)


@check
def half_precision_is_averaged_in_float32(trial: Trial) -> None:
    """Averages of bfloat16 and float16 parameters are float32, and tiny steps are not lost; float64 stays float64."""
    for dtype in (torch.bfloat16, torch.float16, torch.float64):
        start = leaf(trial, 3, dtype=dtype)
        parameter = trial.place(start)
        ema = trial.make("EMA", [parameter], decay=0.999)
        with trial.case(str(dtype)):
            path = train(trial, ema, [parameter], [(3,)], 6, dtype=dtype)[0]
            trial.same(ema.method("averages"), [oracle(start, path, 0.999)], what="the averages", terms=7, scale=4.0)
            ema.method("swap")
            trial.same(
                parameter.read(), oracle(start, path, 0.999).to(dtype), what="the parameter after a swap", scale=4.0
            )
            trial.same(
                ema.method("averages"),
                [oracle(start, path, 0.999)],
                what="the averages after a swap",
                terms=7,
                scale=4.0,
            )


@check
def swapping_goes_there_and_back(trial: Trial) -> None:
    """A swap puts the averages into the parameters, the next one the trained values back, exactly; then all goes on."""
    shapes = ((2, 2), (3,))
    starts = [leaf(trial, *shape) for shape in shapes]
    placed = [trial.place(start) for start in starts]
    ema = trial.make("EMA", placed, decay=0.6)
    paths: list[Values] = [[], []]
    for turn in range(3):
        for path, more in zip(paths, train(trial, ema, placed, shapes, 2), strict=True):
            path.extend(more)
        wanted = [oracle(start, path, 0.6) for start, path in zip(starts, paths, strict=True)]
        with trial.case(f"swap number {turn + 1}"):
            trial.same(ema.method("swap"), None, what="what swap returns")
            for parameter, value in zip(placed, wanted, strict=True):
                trial.same(parameter.read(), value, what="a parameter after the swap", terms=7, scale=4.0)
            trial.same(
                ema.method("averages"), wanted, what="the averages while they are in the model", terms=7, scale=4.0
            )
            ema.method("swap")
            for parameter, path in zip(placed, paths, strict=True):
                trial.same(parameter.read(), path[-1], what="a parameter after swapping back", relative=0.0)
            trial.same(ema.method("averages"), wanted, what="the averages after swapping back", terms=7, scale=4.0)


@check
def stays_out_of_autograd(trial: Trial) -> None:
    """Parameters stay leaves that require gradients, their .grad is left alone, and averages require none."""
    start, gradient = leaf(trial, 3), trial.normal(3)
    parameter = trial.place(start)
    parameter.write("grad", gradient)
    ema = trial.make("EMA", [parameter], decay=0.5)
    set_to(parameter, trial.normal(3))
    for name in ("update", "swap", "swap", "update", "swap"):
        ema.method(name)
        trial.same(parameter.read("grad"), gradient, what=f"the gradient after {name}", relative=0.0)
        for flag in ("requires_grad", "is_leaf"):
            trial.require(parameter.read(flag) is True, f"After {name} the parameter's {flag} is no longer True.")
    first = ema.make("averages").make("__getitem__", 0)
    trial.require(
        first.read("requires_grad") is False, "The averages require a gradient: each update makes the graph longer."
    )


@check
def averages_are_copies(trial: Trial) -> None:
    """What averages() gives is not changed by later updates, and changing it changes nothing."""
    start = leaf(trial, 3)
    parameter = trial.place(start)
    ema = trial.make("EMA", [parameter], decay=0.5)
    given = ema.make("averages").make("__getitem__", 0)
    value = trial.normal(3)
    set_to(parameter, value)
    ema.method("update")
    trial.same(given.read(), start.detach(), what="an average that was given out before the update", relative=0.0)
    given.method("fill_", 7.0, random=True)
    trial.same(ema.method("averages"), [oracle(start, [value], 0.5)], what="the averages", scale=4.0)
