"""A model's graph drawn, rewritten pass by pass, and given to a compiler: what becomes smaller, and what faster."""

import copy
import io
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import fx, nn

from deepdrill.lab.experiment import Lab, Runs, settles

CHANNELS, BATCH = 16, 2
ROUNDS = {8: 201, 16: 151, 32: 101, 64: 51}
"""Rounds of timing, by the side of an image."""
AS_TRACED, BY_HAND, COMPILED = "as traced", "rewritten by hand", "ONNX Runtime"
LEVELS = ("none", "basic", "extended", "all")
"""What ONNX Runtime may do to a graph before it runs it."""
GREY, RED, AMBER, GREEN, PURPLE = (
    (0.88, 0.88, 0.88),
    (0.98, 0.62, 0.58),
    (1.0, 0.83, 0.45),
    (0.62, 0.85, 0.62),
    (0.8, 0.7, 0.95),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
GLYPHS = (
    "257556565634443655567464774644345535575572227111525565544447577557555525552656442556365655342167222255557"
    "555525577555255552227124775557262277174771717557117471774757712227575775717"
)
"""Three by five pixels for each letter: a digit for each row, whose bits are the pixels."""


class Model(nn.Module):
    """Two convolutions and a head, written as people write: with leftovers that a compiler can take away."""

    def __init__(self, activation: str) -> None:
        """Make the layers; the activation is relu, or gelu written out in five operations."""
        super().__init__()
        self.activation = activation
        self.conv1 = nn.Conv2d(3, CHANNELS, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(CHANNELS)
        self.conv2 = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.norm2 = nn.BatchNorm2d(CHANNELS)
        self.aside = nn.Linear(CHANNELS, 4)
        self.head = nn.Linear(CHANNELS, 10)
        self.register_buffer("gain", torch.tensor(-0.5))

    def bend(self, x: torch.Tensor) -> torch.Tensor:
        """Apply the activation."""
        if self.activation == "relu":
            return torch.relu(x)
        return x * (1 + torch.erf(x / math.sqrt(2))) * 0.5

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take images (N, 3, H, W); give scores (N, 10)."""
        x = self.bend(self.norm1(self.conv1(x)))
        scale = 1 / (1 + torch.exp(-self.gain * 2))  # from a buffer alone
        x = x + self.bend(self.norm2(self.conv2(x))) * scale
        self.aside(x.mean((2, 3)))  # nobody uses it any more
        centred = x.mean((2, 3)) - x.mean((2, 3)).mean(1, keepdim=True)  # the same mean again
        return self.head(centred)


def made(activation: str, side: int) -> Model:
    """Give a model whose batch norms have seen images."""
    model = Model(activation)
    with torch.no_grad():
        for norm in (model.norm1, model.norm2):
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.normal_(0, 0.5)
        for _ in range(20):
            model(images(side))
    return model


def images(side: int) -> torch.Tensor:
    """Give random images (N, 3, H, W)."""
    return torch.randn(BATCH, 3, side, side)


# Rewritings of a traced graph, in place.


def operations(traced: fx.GraphModule) -> list[fx.Node]:
    """Give the nodes that compute something."""
    return [node for node in traced.graph.nodes if node.op.startswith("call")]


def drop_dead(traced: fx.GraphModule) -> None:
    """Take away what nobody uses, last first, so that what fed it goes as well."""
    for node in reversed(traced.graph.nodes):
        if not node.users and node.op not in ("placeholder", "output"):
            traced.graph.erase_node(node)


def merge_equal(traced: fx.GraphModule) -> None:
    """Compute the same function of the same inputs once."""
    first: dict[str, fx.Node] = {}
    for node in traced.graph.nodes:
        if node.op == "placeholder":
            continue
        key = f"{node.op} {node.target} {node.args} {node.kwargs}"
        if node.op != "output" and key in first:
            node.replace_all_uses_with(first[key])
        first.setdefault(key, node)
    drop_dead(traced)


def fold_constants(traced: fx.GraphModule) -> None:
    """Compute now what depends on no input."""
    known: dict[fx.Node, torch.Tensor] = {}
    for node in list(traced.graph.nodes):
        if node.op == "get_attr":
            known[node] = getattr(traced, node.target)
        elif node.op.startswith("call_f") and node.all_input_nodes and all(n in known for n in node.all_input_nodes):
            known[node] = node.target(*fx.map_arg(node.args, lambda n: known[n]), **node.kwargs)
            traced.register_buffer(f"folded_{node.name}", known[node].detach())
            with traced.graph.inserting_before(node):
                node.replace_all_uses_with(traced.graph.get_attr(f"folded_{node.name}"))
            for user in list(traced.graph.nodes):
                if user.op == "get_attr" and user.target == f"folded_{node.name}":
                    known[user] = known[node]
    drop_dead(traced)


@torch.no_grad()
def fold_norms(traced: fx.GraphModule) -> None:
    """Put a batch norm with its running statistics into the weights of the convolution before it."""
    modules = dict(traced.named_modules())
    for node in operations(traced):
        norm = modules.get(str(node.target))
        if not isinstance(norm, nn.BatchNorm2d) or norm.running_var is None or norm.running_mean is None:
            continue
        before = node.all_input_nodes[0]
        conv = modules[str(before.target)]
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        conv.weight.mul_(factor[:, None, None, None])
        conv.bias.copy_((conv.bias - norm.running_mean) * factor + norm.bias)
        node.replace_all_uses_with(before)
    drop_dead(traced)


REWRITINGS: tuple[tuple[str, Callable[[fx.GraphModule], None]], ...] = (
    ("dead code dropped", drop_dead),
    ("equal nodes merged", merge_equal),
    ("constants folded", fold_constants),
    ("batch norms folded", fold_norms),
)


class Tracer(fx.Tracer):
    """Records what is done with buffers, too; by default fx computes that while it traces."""

    proxy_buffer_attributes = True


def rewritten(model: nn.Module) -> list[tuple[str, fx.GraphModule]]:
    """Give the graph as traced and after each rewriting, each on top of those before."""
    model = copy.deepcopy(model)
    stages = [(AS_TRACED, fx.GraphModule(model, Tracer().trace(model)))]
    for name, rewrite in REWRITINGS:
        traced = copy.deepcopy(stages[-1][1])
        rewrite(traced)
        traced.recompile()
        stages.append((name, traced))
    return stages


# Pictures.


@dataclass(frozen=True)
class Drawn:
    """One node of a picture."""

    label: str
    inputs: tuple[int, ...]
    """Rows of the nodes that it reads."""
    colour: tuple[float, float, float]


def written(canvas: NDArray[np.float64], text: str, top: int, left: int) -> None:
    """Write in black, three by five pixels a letter."""
    for letter in text:
        place = 5 * LETTERS.find(letter)
        for row, bits in enumerate(GLYPHS[place : place + 5] if place >= 0 else ""):
            for column in range(3):
                if int(bits) >> (2 - column) & 1:
                    canvas[top + row, left + column] = 0
        left += 4


def picture(nodes: Sequence[Drawn]) -> NDArray[np.float64]:
    """Draw nodes from top to bottom, (height, width, 3); an edge that skips nodes runs in a lane of its own."""
    busy: list[int] = []
    jumps = []
    for row, node in enumerate(nodes):
        for source in sorted(node.inputs):
            if source != row - 1:
                lane = next((lane for lane, free in enumerate(busy) if free <= source), len(busy))
                busy[lane : lane + 1] = [row]
                jumps.append((source, row, lane))
    left, high, wide = 3 * len(busy) + 3, 11, 4 * max(len(node.label) for node in nodes) + 4
    canvas = np.ones((high * len(nodes) + 1, max(128, left + wide + 2), 3))
    for row, node in enumerate(nodes):
        top = row * high + 1
        canvas[top : top + 8, left : left + wide] = node.colour
        written(canvas, node.label, top + 2, left + 2)
        if row - 1 in node.inputs:
            canvas[top - 3 : top, left + 8] = 0.2
    for source, row, lane in jumps:
        x, start, end = left - 3 - 3 * lane, source * high + 6, row * high + 3
        canvas[start, x:left] = canvas[end, x:left] = canvas[start : end + 1, x] = (0.25, 0.4, 0.75)
    return canvas


def shapes(traced: fx.GraphModule, x: torch.Tensor) -> dict[str, str]:
    """Give what each node makes of the images x, without the batch axis, by the node's name."""
    seen: dict[str, str] = {}

    class Watching(fx.Interpreter):
        def run_node(self, n: fx.Node) -> torch.Tensor:
            made: torch.Tensor = super().run_node(n)
            seen[n.name] = "x".join(str(size) for size in made.shape[1:]) or "1"
            return made

    Watching(traced).run(x)
    return seen


def forward_picture(traced: fx.GraphModule, x: torch.Tensor, last: fx.GraphModule) -> NDArray[np.float64]:
    """Draw a traced graph; colours say what becomes of a node until the last rewriting."""
    sizes, kept = shapes(traced, x), {node.name for node in last.graph.nodes}
    nodes = list(traced.graph.nodes)
    rows = {node: row for row, node in enumerate(nodes)}
    constant: set[fx.Node] = set()
    drawn = []
    for node in nodes:
        if node.op == "get_attr" or (node.all_input_nodes and set(node.all_input_nodes) <= constant):
            constant.add(node)
        colour = GREY if node.name in kept else RED
        if node.name not in kept and node in constant:
            colour = AMBER
        elif node.name not in kept and "norm" in node.name:
            colour = GREEN
        label = f"{node.name.replace('_', ' ')} {sizes[node.name]}"
        drawn.append(Drawn(label, tuple(rows[n] for n in node.all_input_nodes), colour))
    return picture(drawn)


def backward_nodes(scores: torch.Tensor) -> list[Drawn]:
    """List what autograd has recorded behind scores, from the loss down."""
    order: list[torch.autograd.graph.Node] = []
    children: dict[torch.autograd.graph.Node, list[torch.autograd.graph.Node]] = {}

    def visit(node: torch.autograd.graph.Node) -> None:
        if node in children:
            return
        children[node] = [child for child, _ in node.next_functions if child is not None]
        for child in reversed(children[node]):
            visit(child)
        order.append(node)

    if scores.grad_fn is not None:
        visit(scores.grad_fn)
    order.reverse()
    rows = {node: row for row, node in enumerate(order)}
    parents: dict[int, list[int]] = {row: [] for row in range(len(order))}
    for node, below in children.items():
        for child in below:
            parents[rows[child]].append(rows[node])
    return [Drawn(named(node), tuple(parents[row]), PURPLE if leaf(node) else GREY) for row, node in enumerate(order)]


def leaf(node: torch.autograd.graph.Node) -> bool:
    """Whether the node adds to the gradient of a parameter."""
    return hasattr(node, "variable")


def named(node: torch.autograd.graph.Node) -> str:
    """Give a node of autograd a short name."""
    if leaf(node):
        return "grad " + "x".join(str(size) for size in node.variable.shape)
    return node.name().lower().removesuffix("0").removesuffix("backward").replace("convolution", "conv")


# ONNX Runtime.


def exported(model: nn.Module, x: torch.Tensor) -> bytes:
    """Write the model in ONNX, its graph untouched; a batch norm stays one."""
    buffer = io.BytesIO()
    torch.onnx.export(
        model, (x,), buffer, dynamo=False, opset_version=17, input_names=["x"], output_names=["scores"],
        do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE,
    )  # fmt: skip
    return buffer.getvalue()


def session(model: bytes, level: str) -> tuple[onnxruntime.InferenceSession, list[str]]:
    """Have ONNX Runtime prepare a model; give also the kinds of the nodes that it will run."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.graph_optimization_level = getattr(
        onnxruntime.GraphOptimizationLevel, f"ORT_{'DISABLE_ALL' if level == 'none' else 'ENABLE_' + level.upper()}"
    )
    options.optimized_model_filepath = f"{level}.onnx"
    ready = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return ready, [node.op_type for node in onnx.load(f"{level}.onnx").graph.node if node.op_type != "Constant"]


def times(calls: dict[str, Callable[[], object]], rng: np.random.Generator, rounds: int) -> dict[str, float]:
    """Give the processor time of each call, in milliseconds, all taken in turn, in ever new orders.

    It is the lower quartile, since what slows a call down comes from outside. The clock is the thread's: that of a
    process whose processor time is limited moves in steps of milliseconds.
    """
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name in rng.permutation(list(calls)):
            start = time.thread_time()
            calls[name]()
            taken[name].append(time.thread_time() - start)
    return {name: 1000 * float(np.quantile(seconds, 0.25)) for name, seconds in taken.items()}


def run(lab: Lab, *, mode: str, frozen: str, activation: str, side: int) -> None:
    """Trace, draw, rewrite, compile, and compare outputs, operations and times."""
    model = made(activation, side).train(mode == "train")
    x = images(side)
    for part, names in (("first half", ("conv1", "norm1")), ("second half", ("conv2", "norm2", "head"))):
        for name in names:
            getattr(model, name).requires_grad_(frozen != part)
    stages = rewritten(model)
    backward = backward_nodes(copy.deepcopy(model)(x))
    lab.image("forward graph as traced", forward_picture(stages[0][1], x, stages[-1][1]))
    lab.image("after all rewritings", forward_picture(stages[-1][1], x, stages[-1][1]))
    lab.image("backward graph, as autograd recorded it", picture(backward))
    lab.note(
        "Red: dead, or the same as another node. Amber: constant. Green: folded into a convolution. "
        "Violet: the gradient of a parameter ends here."
    )
    lab.value("linear layers, forward", sum(node.target in ("aside", "head") for node in stages[0][1].graph.nodes))
    lab.value("linear layers, backward", sum(node.label == "addmm" for node in backward))
    lab.value("nodes of the backward graph", len(backward))
    compare(lab, model, x, stages)


@torch.no_grad()
def compare(lab: Lab, model: nn.Module, x: torch.Tensor, stages: list[tuple[str, fx.GraphModule]]) -> None:
    """Show operations, differences and times of every stage and of every level of ONNX Runtime."""
    truth = copy.deepcopy(model)(x)
    calls: dict[str, Callable[[], object]] = {}
    rows: list[dict[str, float | str]] = []
    for name, traced in stages:
        rows.append(
            {"graph": name, "operations": len(operations(traced)), "off by": apart(copy.deepcopy(traced)(x), truth)}
        )
        calls[name] = partial(traced, x)
    lab.value("outputs off by, after all rewritings", rows[-1]["off by"])
    plain = copy.deepcopy(model).eval()
    file, fed = exported(plain, x), {"x": x.numpy()}
    for level in LEVELS:
        ready, kinds = session(file, level)
        off = apart(torch.from_numpy(ready.run(None, fed)[0]), plain(x))
        rows.append({"graph": f"ONNX Runtime, {level}", "operations": len(kinds), "off by": off})
        calls[f"ONNX Runtime, {level}"] = partial(ready.run, None, fed)
    taken = times(calls, lab.rng, ROUNDS[x.shape[-1]])
    for step, row in enumerate(rows):
        name = str(row["graph"])
        series, at = (BY_HAND, step) if step < len(stages) else (COMPILED, step - len(stages))
        lab.point(series, at, row["operations"], chart="operations")
        lab.point(series, at, taken[name] / taken[AS_TRACED], chart="time")
        row |= {"ms": round(taken[name], 3), "off by": f"{row['off by']:.1e}"}
    lab.table("graphs", rows)


def apart(one: torch.Tensor, other: torch.Tensor) -> float:
    """Give the largest difference, as a share of the largest output."""
    return ((one - other).abs().max() / other.abs().max()).item()


@settles("aside")
def where_the_unused_layer_is(runs: Runs) -> int:
    """Count linear layers in the graph that fx traced and in the one that autograd recorded."""
    seen = runs().values
    forward, backward = seen["linear layers, forward"], seen["linear layers, backward"]
    runs.note(
        f"The model has two linear layers; the forward graph has {forward:.0f}, the backward graph {backward:.0f}."
    )
    return {(2, 2): 0, (2, 1): 1, (1, 1): 2}.get((int(forward), int(backward)), -1)


@settles("frozen")
def which_half_to_freeze(runs: Runs) -> int:
    """Count the nodes of the backward graph with either half frozen."""
    none, first, second = (
        runs(frozen=part).values["nodes of the backward graph"] for part in ("none", "first half", "second half")
    )
    runs.note(
        f"The backward graph has {none:.0f} nodes; {first:.0f} with the first half frozen, {second:.0f} with the other."
    )
    return 0 if second < first else 2 if second == first else 1


@settles("norms")
def norms_folded_in_either_mode(runs: Runs) -> int:
    """Compare the outputs of the rewritten graph with those of the model, in either mode."""
    by_mode = [runs(mode=mode).values["outputs off by, after all rewritings"] for mode in ("eval", "train")]
    runs.note(f"The outputs are off by {by_mode[0]:.1e} in eval mode and by {by_mode[1]:.1e} in train mode.")
    rounding, wrong = 1e-5, 1e-3
    if max(by_mode) < rounding:
        return 0 if max(by_mode) == 0 else 1
    return 2 if 0 < by_mode[0] < rounding and by_mode[1] > wrong else -1


@settles("small")
def where_a_runtime_gains_most(runs: Runs) -> int:
    """Compare the gain of ONNX Runtime at its extended level on small images and on large ones."""
    small, large = (1 / runs(side=side).ys(COMPILED, chart="time")[2] for side in (8, 64))
    runs.note(f"ONNX Runtime is {small:.1f} times as fast as the graph as traced at 8 pixels, {large:.1f} times at 64.")
    clearly = 1.3
    return 0 if large > clearly * small else 2 if small > clearly * large else 1
