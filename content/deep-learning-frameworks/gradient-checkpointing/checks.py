"""Checks of checkpointing: the same modules of torch's own, worked out in float64 with functions and plain tensors."""

from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

DOUBLE = torch.float64


def library(trial: Trial) -> Remote:
    """Get hold of torch itself, where the submission lives."""
    method = trial.place(torch.zeros(1)).make("__getattribute__", "backward")
    return method.make("__getattribute__", "__globals__").make("__getitem__", "torch")


def linear(trial: Trial, there: Remote, weight: torch.Tensor) -> Remote:
    """Make a linear layer without bias, in float64."""
    layer = trial.make(there.read("nn.Linear"), weight.shape[1], weight.shape[0], bias=False)
    layer.method("double", random=True)
    layer.load({"weight": weight})
    return layer


def stack(trial: Trial, there: Remote, *layers: Remote) -> Remote:
    """Put modules in a row."""
    return trial.make(there.read("nn.Sequential"), *layers)


def leaf(trial: Trial, *shape: int) -> tuple[Remote, torch.Tensor]:
    """Draw a leaf; give it as it is placed and as it is here."""
    value = trial.normal(*shape, dtype=DOUBLE)
    return trial.place(value.clone().requires_grad_()), value.clone().requires_grad_()


def through(first: torch.Tensor, second: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """Apply linear, tanh, linear."""
    return torch.tanh(x @ first.T) @ second.T


def checkpointed(trial: Trial, function: Remote, *args: Any) -> Remote:
    """Call checkpoint, and see that the output comes from its own node."""
    out = trial.make("checkpoint", function, *args)
    kind = getattr(out.read("grad_fn"), "kind", "no graph")
    trial.require(
        kind == "CheckpointBackward",
        f"The output must come straight from Checkpoint.apply; its node in the graph is {kind}.",
    )
    return out


@check
def the_output_is_the_functions(trial: Trial) -> None:
    """The output is that of the function, for one argument or several, and the function is called once."""
    for count in (1, 3):
        values = [trial.normal(2, 3).requires_grad_() for _ in range(count)]
        loan = trial.lend(lambda *parts: sum(part.detach() * (k + 1) for k, part in enumerate(parts)))
        seen = trial.call("checkpoint", loan, *values)
        wanted = sum(value.detach() * (k + 1) for k, value in enumerate(values))
        trial.same(seen, wanted, terms=3, scale=4.0)
        trial.require(
            loan.calls == 1, f"The forward pass must call the function once; it called it {loan.calls} times."
        )


@check
def gradients_reach_arguments_and_parameters(trial: Trial) -> None:
    """The gradients of the input and of the parameters inside are those without a checkpoint."""
    there = library(trial)
    for n, d, hidden, e in ((1, 1, 2, 1), (3, 2, 4, 3)):
        first, second = trial.normal(hidden, d, dtype=DOUBLE), trial.normal(e, hidden, dtype=DOUBLE)
        layers = linear(trial, there, first), linear(trial, there, second)
        model = stack(trial, there, layers[0], trial.make(there.read("nn.Tanh")), layers[1])
        (placed, x), up = leaf(trial, n, d), trial.normal(n, e, dtype=DOUBLE)
        own = [weight.clone().requires_grad_() for weight in (first, second)]
        wanted = through(*own, x)
        slopes = torch.autograd.grad(wanted, [x, *own], up)
        out = checkpointed(trial, model, placed)
        trial.same(out.read(), wanted.detach(), terms=20, scale=4.0)
        out.method("backward", up)
        for name, seen, slope in zip(
            ("x", "the first weight", "the second weight"),
            (placed.read("grad"), layers[0].read("weight.grad"), layers[1].read("weight.grad")),
            slopes,
            strict=True,
        ):
            trial.same(seen, slope, what=f"the gradient of {name}", terms=40, scale=4.0)


@check
def the_function_runs_again_in_backward(trial: Trial) -> None:
    """Nothing of the inside is stored: the backward pass calls the function a second time, and no more."""
    there = library(trial)
    norm = trial.make(there.read("nn.BatchNorm1d"), 3)
    norm.method("double", random=True)
    placed, x = leaf(trial, 4, 3)
    out = checkpointed(trial, norm, placed)
    trial.same(norm.state()["num_batches_tracked"], torch.tensor(1), what="the number of runs after the forward pass")
    up = trial.normal(4, 3, dtype=DOUBLE)
    out.method("backward", up)
    runs = norm.state()["num_batches_tracked"]
    trial.note(runs)
    trial.same(runs, torch.tensor(2), what="the number of runs after the backward pass")
    wanted = (x - x.mean(0)) / (x.var(0, correction=0) + 1e-5).sqrt()
    trial.same(placed.read("grad"), torch.autograd.grad(wanted, x, up)[0], what="the gradient of x", scale=4.0)


@check
def dropout_drops_the_same_units(trial: Trial) -> None:
    """The second run draws the random numbers of the first, whatever was drawn in between."""
    there = library(trial)
    dropout = trial.make(there.read("nn.Dropout"), 0.5)
    for _ in range(2):
        placed, x = leaf(trial, 8, 5)
        out = checkpointed(trial, dropout, placed)
        kept = out.read() / x.detach()  # 0 or 2
        trial.call(there.read("rand"), 3, random=True)
        up = trial.normal(8, 5, dtype=DOUBLE)
        out.method("backward", up)
        trial.same(placed.read("grad"), up * kept, what="the gradient of x", scale=4.0)


@check
def nobody_elses_numbers_change(trial: Trial) -> None:
    """The forward pass draws as the function alone would, and the backward pass leaves the generator where it was."""
    there = library(trial)
    dropout, seed = trial.make(there.read("nn.Dropout"), 0.5), trial.size(0, 10**6)
    placed, x = leaf(trial, 6, 4)
    trial.make(there.read("manual_seed"), seed)
    wanted = [dropout(x.detach()), *(trial.call(there.read("rand"), 3) for _ in range(2))]
    trial.make(there.read("manual_seed"), seed)
    out = trial.make("checkpoint", dropout, placed)
    trial.same(out.read(), wanted[0], what="the output with dropout", relative=0.0)
    trial.same(trial.call(there.read("rand"), 3), wanted[1], what="what is drawn after the forward pass", relative=0.0)
    out.method("backward", trial.normal(6, 4, dtype=DOUBLE))
    trial.same(trial.call(there.read("rand"), 3), wanted[2], what="what is drawn after the backward pass", relative=0.0)


@check
def results_of_earlier_operations_count_once(trial: Trial) -> None:
    """In a chain of operations and checkpoints each contribution reaches the leaf once."""
    there = library(trial)
    first, second = trial.normal(3, 2, dtype=DOUBLE), trial.normal(2, 3, dtype=DOUBLE)
    layers = linear(trial, there, first), linear(trial, there, second)
    bent = stack(trial, there, layers[0], trial.make(there.read("nn.Tanh")))
    (placed, x), up = leaf(trial, 4, 2), trial.normal(4, 2, dtype=DOUBLE)
    early = placed.make("mul", 2.0)
    out = checkpointed(trial, layers[1], trial.make("checkpoint", bent, early)).make("add", early)
    own = [weight.clone().requires_grad_() for weight in (first, second)]
    wanted = torch.autograd.grad(through(*own, 2 * x) + 2 * x, [x, *own], up)
    out.method("backward", up)
    seen = placed.read("grad"), layers[0].read("weight.grad"), layers[1].read("weight.grad")
    for name, one, slope in zip(("x", "the first weight", "the second weight"), seen, wanted, strict=True):
        trial.same(one, slope, what=f"the gradient of {name}", terms=40, scale=4.0)


@check
def gradients_are_added_to(trial: Trial) -> None:
    """Gradients that leaves and parameters have already are added to, once per backward pass."""
    there = library(trial)
    weight = trial.normal(2, 3, dtype=DOUBLE)
    layer, (placed, x) = linear(trial, there, weight), leaf(trial, 4, 3)
    before = trial.normal(4, 3, dtype=DOUBLE), trial.normal(2, 3, dtype=DOUBLE)
    placed.write("grad", before[0])
    layer.make("__getattr__", "weight").write("grad", before[1])
    sums = [before[0].clone(), before[1].clone()]
    for _ in range(2):
        up = trial.normal(4, 2, dtype=DOUBLE)
        checkpointed(trial, layer, placed).method("backward", up)
        sums[0] += up @ weight
        sums[1] += up.T @ x.detach()
        trial.same(placed.read("grad"), sums[0], what="the gradient of x", terms=10, scale=8.0)
        trial.same(layer.read("weight.grad"), sums[1], what="the gradient of the weight", terms=10, scale=8.0)


@check
def some_arguments_need_no_gradient(trial: Trial) -> None:
    """Among the arguments may be tensors that require no gradients, integers included; they get none."""
    there = library(trial)
    (placed, table), index = leaf(trial, 5, 2), trial.integers(4, low=0, high=5)
    numbers = trial.place(index)
    out = checkpointed(trial, there.make("__getattribute__", "embedding"), placed, numbers)
    trial.same(out.read(), table.detach()[index], what="the picked rows", relative=0.0)
    up = trial.normal(4, 2, dtype=DOUBLE)
    out.method("backward", up)
    trial.same(placed.read("grad"), torch.autograd.grad(table[index], table, up)[0], what="the gradient of the table")
    trial.same(numbers.read("grad"), None, what="the gradient of the indices")
    with trial.case("the second of two needs gradients"):
        fixed, (moving, factor) = trial.normal(3, 2, dtype=DOUBLE), leaf(trial, 3, 2)
        out = checkpointed(trial, there.make("__getattribute__", "mul"), trial.place(fixed), moving)
        up = trial.normal(3, 2, dtype=DOUBLE)
        out.method("backward", up)
        trial.same(out.read(), fixed * factor.detach(), what="the product")
        trial.same(moving.read("grad"), fixed * up, what="the gradient of the second")
