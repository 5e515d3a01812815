"""Graphs that follow the data, graphs that are captured once, and the memory traffic that fusion saves."""

import operator

import torch
from torch import fx

from deepdrill.lab.evidence import Evidence, claim


def halvings(x: torch.Tensor) -> torch.Tensor:
    """Halve until the sum is small: how often depends on the data."""
    while x.abs().sum() > 1:
        x = x / 2
    return x


@claim
def a_dynamic_graph_follows_the_data(evidence: Evidence) -> None:
    """The same Python function records graphs of different lengths for different inputs."""
    lengths = set()
    for scale in (0.01, 10.0, 1000.0):
        x = (evidence.normal(4) * scale).requires_grad_()
        node, nodes = halvings(x).grad_fn, 0
        while node is not None and "Div" in type(node).__name__:
            nodes, node = nodes + 1, node.next_functions[0][0]
        lengths.add(nodes)
        evidence.row(size_of_input=scale, recorded_divisions=nodes)
    evidence.require(len(lengths) == 3, f"The lengths are {sorted(lengths)}.")


@claim
def a_capture_needs_control_flow_without_data(evidence: Evidence) -> None:
    """A loop over a fixed count is unrolled into a captured graph; a loop on the data cannot be captured."""

    def fixed(x: torch.Tensor) -> torch.Tensor:
        for _ in range(5):
            x = torch.tanh(x) + 1
        return x

    graph = fx.symbolic_trace(fixed)
    calls = [node for node in graph.graph.nodes if node.op == "call_function"]
    x = evidence.normal(6)
    same = torch.equal(graph(x), fixed(x))
    try:
        fx.symbolic_trace(halvings)
        captured = True
    except fx.proxy.TraceError:
        captured = False
    evidence.row(function="loop over a fixed count", captured=True, operations=len(calls), same_result=same)
    evidence.row(function="loop on the data", captured=captured, operations=0, same_result=False)
    evidence.require(len(calls) == 10 and same, f"{len(calls)} operations were captured.")
    evidence.require(not captured, "The loop on the data was captured.")


@claim
def a_capture_freezes_a_branch(evidence: Evidence) -> None:
    """A branch on a Python value is decided while capturing; the graph keeps that branch for every later call."""
    setting = {"double": True}

    def branching(x: torch.Tensor) -> torch.Tensor:
        return x * 2 if setting["double"] else x + 1

    graph = fx.symbolic_trace(branching)
    setting["double"] = False
    x = evidence.normal(3)
    evidence.row(
        eager="x + 1" if torch.equal(branching(x), x + 1) else "other",
        captured="2 x" if torch.equal(graph(x), 2 * x) else "other",
    )
    evidence.require(torch.equal(graph(x), 2 * x), "The captured graph followed the setting.")
    evidence.require(torch.equal(branching(x), x + 1), "Eager code did not follow the setting.")
    evidence.require(
        any(node.target is operator.mul for node in graph.graph.nodes), "No multiplication is in the graph."
    )


@claim
def fusion_saves_memory_traffic(evidence: Evidence) -> None:
    """A captured chain of k element-wise operations moves 2k tensors when run one by one, and 2 when fused."""

    def chain(x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(torch.sigmoid(torch.exp(torch.neg(x * 0.5) - 1) + 2) * 3)

    elements, size = 4096 * 4096, 2  # a large activation in half precision
    graph = fx.symbolic_trace(chain).graph
    moved = 0
    for node in graph.nodes:
        if node.op == "call_function":
            reads = sum(isinstance(argument, fx.Node) for argument in node.args)
            moved += (reads + 1) * elements * size
    operations = sum(node.op == "call_function" for node in graph.nodes)
    fused = 2 * elements * size
    bandwidth = 3.35e12  # bytes a second, an H100 SXM's HBM3
    for name, amount in (("one by one", moved), ("fused", fused)):
        evidence.row(
            run=name,
            gigabytes=round(amount / 1e9, 3),
            microseconds_at_full_bandwidth=round(amount / bandwidth * 1e6, 1),
        )
    evidence.require(moved == operations * fused, f"{operations} operations move {moved / fused:.1f} times as much.")
