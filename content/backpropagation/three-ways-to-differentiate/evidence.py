"""The error of finite differences over the step, the length of a symbolic derivative, and the passes of each way."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def there_is_a_best_step(evidence: Evidence) -> None:
    """Central differences are best near h = 1e-5, worse on both sides; automatic derivatives are exact to rounding."""
    x = 0.5 + evidence.uniform(200)
    exact = torch.exp(torch.sin(x)) * torch.cos(x)
    steps = [10.0**-k for k in range(1, 15)]
    errors = []
    for h in steps:
        f = (torch.exp(torch.sin(x + h)) - torch.exp(torch.sin(x - h))) / (2 * h)
        errors.append(float((f - exact).abs().max()))
    v = x.clone().requires_grad_()
    torch.exp(torch.sin(v)).sum().backward()
    automatic = float((v.grad - exact).abs().max())
    for k in (0, 4, 9, 13):
        evidence.row(way=f"central, h = {steps[k]:.0e}", largest_error=errors[k])
    evidence.row(way="automatic", largest_error=automatic)
    best = steps[errors.index(min(errors))]
    evidence.require(1e-7 < best < 1e-3, f"The best step is {best:.0e}.")
    evidence.require(errors[-1] > 1e4 * min(errors), "The smallest step is as good as the best.")
    evidence.require(automatic < 1e-14, f"Automatic differentiation is off by {automatic:.1e}.")
    evidence.plot(x="step h", y="largest error", log_x=True, log_y=True)
    evidence.curve("central differences", steps, errors)
    evidence.curve("automatic", steps, [max(automatic, 1e-17)] * len(steps))


Tree = tuple | str | float


def differentiate(tree: Tree) -> Tree:
    """Differentiate an expression of sums and products by its x, without any simplification."""
    if not isinstance(tree, tuple):
        return 1.0 if tree == "x" else 0.0
    sign, a, b = tree
    if sign == "+":
        return "+", differentiate(a), differentiate(b)
    return "+", ("*", differentiate(a), b), ("*", a, differentiate(b))


def size(tree: Tree) -> int:
    """Count the nodes of an expression."""
    return 1 + size(tree[1]) + size(tree[2]) if isinstance(tree, tuple) else 1


def value(tree: Tree, x: float) -> float:
    """Evaluate an expression."""
    if not isinstance(tree, tuple):
        return x if tree == "x" else float(tree)
    a, b = value(tree[1], x), value(tree[2], x)
    return a + b if tree[0] == "+" else a * b


@claim
def expressions_swell(evidence: Evidence) -> None:
    """Iterating y ← y·(1 − y): the written-out derivative grows exponentially, the list of operations linearly."""
    x = 0.1 + 0.3 * float(evidence.uniform(1))
    tree: Tree = "x"
    for n in range(1, 9):
        tree = ("*", tree, ("+", 1.0, ("*", -1.0, tree)))
        written = differentiate(tree)
        v = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        y = v
        for _ in range(n):
            y = y * (1 - y)
        y.backward()
        evidence.row(iterations=n, nodes_of_the_derivative=size(written), recorded_operations=2 * n)
        evidence.require(math.isclose(value(written, x), float(v.grad), rel_tol=1e-9), "The two derivatives differ.")
    evidence.require(size(written) > 1.8**8 * 10, f"It only has {size(written)} nodes.")


@claim
def it_follows_loops_and_branches(evidence: Evidence) -> None:
    """A loop whose length depends on the data has no formula; automatic derivatives still equal central differences."""

    def program(v: torch.Tensor) -> torch.Tensor:
        while v.abs().sum() < 100:  # how often is known only when it runs
            v = v * v.abs().sqrt() + 1 if v.sum() > 0 else 2 * v
        return v.sum()

    for _ in range(4):
        x = evidence.normal(3).requires_grad_()
        (slope,) = torch.autograd.grad(program(x), x)
        with torch.no_grad():
            nudges = torch.eye(3, dtype=x.dtype) * 1e-6
            probed = torch.stack([(program(x + n) - program(x - n)) / 2e-6 for n in nudges])
        off = float((slope - probed).norm() / slope.norm())
        evidence.row(gradient=", ".join(f"{float(g):.3f}" for g in slope), relative_difference=off)
        evidence.require(off < 1e-5, f"They differ by {off:.1e}.")
