"""Checks of the engine against derivatives worked out by hand, and against torch's autograd for random graphs."""

import math
from collections.abc import Callable

import torch

from deepdrill.judge.checks import Remote, Trial, check

REL = 1e-9  # Python floats on both sides; a few dozen operations


def leaf(trial: Trial, value: float) -> Remote:
    """Make a Value over there."""
    return trial.make("Value", value)


def number(trial: Trial, node: Remote, name: str, expected: float, what: str) -> None:
    """Compare .data or .grad."""
    trial.same(node.read(name), expected, what=what, relative=REL, scale=1.0)


def draw(trial: Trial, low: float = 0.5, high: float = 2.0) -> float:
    """Draw a number away from zero."""
    return round(trial.dice.uniform(low, high), 3)


def binary(trial: Trial, name: str, both: Callable[[float, float], tuple[float, float, float]]) -> None:
    """Try an operator on two Values; `both` gives its result and the two derivatives."""
    for sign in (1.0, -1.0):
        x, y = draw(trial), sign * draw(trial)
        a, b = leaf(trial, x), leaf(trial, y)
        out = a.make(name, b)
        result, to_a, to_b = both(x, y)
        number(trial, out, "data", result, "the result")
        out.method("backward")
        number(trial, a, "grad", to_a, "the gradient of the left operand")
        number(trial, b, "grad", to_b, "the gradient of the right operand")
        trial.same((a.read("data"), b.read("data")), (x, y), what="the data of the operands afterwards", relative=0.0)


def unary(trial: Trial, name: str, x: float, result: float, slope: float, *args: float) -> None:
    """Try something with one operand; the upstream gradient is 3, so that it has to be passed on."""
    a = leaf(trial, x)
    out = a.make(name, *args)
    number(trial, out, "data", result, "the result")
    out.make("__mul__", 3.0).method("backward")
    number(trial, a, "grad", 3 * slope, "the gradient of the operand, three times its slope,")


@check
def starts_without_a_gradient(trial: Trial) -> None:
    """Value(3) has data 3.0 and grad 0.0, and its own derivative is 1."""
    a = leaf(trial, 3)
    trial.same((a.read("data"), a.read("grad")), (3.0, 0.0), what="(data, grad)", relative=0.0)
    a.method("backward")
    number(trial, a, "grad", 1.0, "the gradient of a with respect to itself")


@check
def sums_and_products(trial: Trial) -> None:
    """A + b and a * b, and what they pass on to both operands."""
    binary(trial, "__add__", lambda x, y: (x + y, 1.0, 1.0))
    binary(trial, "__mul__", lambda x, y: (x * y, y, x))


@check
def differences_and_quotients(trial: Trial) -> None:
    """A - b, a / b and -a, and what they pass on."""
    binary(trial, "__sub__", lambda x, y: (x - y, 1.0, -1.0))
    binary(trial, "__truediv__", lambda x, y: (x / y, 1 / y, -x / y**2))
    x = draw(trial)
    unary(trial, "__neg__", x, -x, -1.0)


@check
def powers(trial: Trial) -> None:
    """A ** n for whole and broken, positive and negative n."""
    for n in (2, 3, 0.5, -1, -1.5, 1):
        x = draw(trial)
        unary(trial, "__pow__", x, x**n, n * x ** (n - 1), n)
    x = -draw(trial)
    unary(trial, "__pow__", x, x**3, 3 * x**2, 3)


@check
def functions(trial: Trial) -> None:
    """relu, tanh and exp; ReLU at exactly 0 has the slope 0."""
    for x in (draw(trial), -draw(trial)):
        unary(trial, "relu", x, max(x, 0.0), float(x > 0))
        unary(trial, "tanh", x, math.tanh(x), 1 - math.tanh(x) ** 2)
        unary(trial, "exp", x, math.exp(x), math.exp(x))
    with trial.case("relu at 0"):
        unary(trial, "relu", 0.0, 0.0, 0.0)


@check
def plain_numbers_on_either_side(trial: Trial) -> None:
    """A + 2, 2 + a, a - 2, 2 - a, a * 2, 2 * a, a / 2 and 2 / a."""
    for k in (2, 2.5):
        x = draw(trial)
        for name, result, slope in (
            ("__add__", x + k, 1.0),
            ("__radd__", k + x, 1.0),
            ("__sub__", x - k, 1.0),
            ("__rsub__", k - x, -1.0),
            ("__mul__", x * k, k),
            ("__rmul__", k * x, k),
            ("__truediv__", x / k, 1 / k),
            ("__rtruediv__", k / x, -k / x**2),
        ):
            with trial.case(f"{name} with the plain number {k}"):
                unary(trial, name, x, result, slope, k)


@check
def every_use_counts(trial: Trial) -> None:
    """A * a, a + a, and paths of different lengths that meet again, give the sum over all uses."""
    x = draw(trial)
    for name, slope in (("__add__", 2.0), ("__mul__", 2 * x)):
        a = leaf(trial, x)
        a.make(name, a).method("backward")
        number(trial, a, "grad", slope, f"the gradient of a in a.{name}(a)")
    # y = a², z = y·a + y, out = z·y: y is used on three paths of different lengths.
    a = leaf(trial, x)
    y = a.make("__pow__", 2)
    out = y.make("__mul__", a).make("__add__", y).make("__mul__", y)
    out.method("backward")
    number(trial, out, "data", x**5 + x**4, "a⁵ + a⁴")
    number(trial, a, "grad", 5 * x**4 + 4 * x**3, "the gradient of a⁵ + a⁴")
    # The same with the short path first.
    a = leaf(trial, x)
    y = a.make("exp")
    out = y.make("__add__", y.make("__mul__", a).make("tanh"))
    out.method("backward")
    inner = math.exp(x) * x
    wanted = math.exp(x) + (1 - math.tanh(inner) ** 2) * (math.exp(x) + inner)
    number(trial, a, "grad", wanted, "the gradient of exp(a) + tanh(exp(a)·a)")


@check
def random_graphs(trial: Trial) -> None:
    """Graphs of random operations over three leaves agree with torch's autograd."""
    for _ in range(3):
        starts = [draw(trial) for _ in range(3)]
        mine = [leaf(trial, value) for value in starts]
        theirs = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in starts]
        nodes, tensors = list(mine), list(theirs)
        for _ in range(12):
            i, j = trial.dice.randrange(len(nodes)), trial.dice.randrange(len(nodes))
            name = trial.dice.choice(("__add__", "__sub__", "__mul__", "tanh", "relu"))
            if name in ("tanh", "relu"):
                nodes.append(nodes[i].make(name))
                tensors.append(getattr(tensors[i], name)())
            else:
                # tanh keeps the numbers small however often they are multiplied.
                nodes.append(nodes[i].make(name, nodes[j]).make("tanh"))
                tensors.append(getattr(tensors[i], name)(tensors[j]).tanh())
        out, total = nodes[0], tensors[0]
        for node, tensor in zip(nodes[1:], tensors[1:], strict=True):
            out, total = out.make("__add__", node), total + tensor
        out.method("backward")
        wanted = torch.autograd.grad(total, theirs)
        for index, (node, want) in enumerate(zip(mine, wanted, strict=True)):
            # Up to a few hundred paths may cancel: 1e-8 of their size is far from any wrong rule.
            trial.same(node.read("grad"), float(want), what=f"the gradient of leaf {index}", relative=1e-8, scale=100.0)


@check
def gradients_add_up_over_calls(trial: Trial) -> None:
    """Two calls on one output double the leaves' gradients; two outputs with a common part add theirs."""
    x, w = draw(trial), draw(trial)
    a, b = leaf(trial, x), leaf(trial, w)
    common = a.make("__mul__", b).make("exp")
    out = common.make("__pow__", 2).make("__add__", common)
    e = math.exp(x * w)
    once = 2 * e * e + e
    for count in (1, 2, 3):
        out.method("backward")
        number(trial, a, "grad", count * once * w, f"the gradient of a after {count} calls")
        number(trial, b, "grad", count * once * x, f"the gradient of b after {count} calls")
    a.write("grad", 0.0)
    other = common.make("__mul__", 5.0)
    other.method("backward")
    number(trial, a, "grad", 5 * e * w, "the gradient of a, set to 0, after another output's backward")
    number(trial, b, "grad", (3 * once + 5 * e) * x, "the gradient of b after another output's backward")


@check
def many_paths_cost_no_more(trial: Trial) -> None:
    """Forty times x = x + x, which has 2⁴⁰ paths, takes no time."""
    a = leaf(trial, draw(trial))
    out = a
    for _ in range(40):
        out = out.make("__add__", out)
    out.method("backward")
    number(trial, a, "grad", 2.0**40, "the gradient of a")


@check
def long_chains_work(trial: Trial) -> None:
    """A chain of a thousand operations is no problem."""
    a = leaf(trial, 1.0)
    out = a
    for _ in range(1000):
        out = out.make("__add__", 1.0)
    out.method("backward")
    number(trial, a, "grad", 1.0, "the gradient of a")
