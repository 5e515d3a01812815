"""Backpropagation by hand with every matrix product counted, and what a pass per parameter would cost."""

import torch

from deepdrill.lab.evidence import Evidence, claim


class Counter:
    """Multiply matrices and count the multiplications."""

    def __init__(self) -> None:
        self.done = 0

    def product(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        """Give a @ b."""
        self.done += a.shape[0] * a.shape[1] * b.shape[1]
        return a @ b


def by_hand(x: torch.Tensor, weights: list[torch.Tensor]) -> tuple[list[torch.Tensor], int, int]:
    """Run a ReLU network with loss ½ Σ y² both ways, the input's gradient included."""
    counter, kept = Counter(), []
    for w in weights:
        kept.append(x)
        x = torch.relu(counter.product(x, w))
    forward, counter.done = counter.done, 0
    upstream, y, gradients = x, x, []
    for w, below in zip(reversed(weights), reversed(kept), strict=True):
        local = upstream * (y > 0)
        gradients.append(counter.product(below.T, local))  # for the weights
        upstream, y = counter.product(local, w.T), below  # for the layer below
    return gradients[::-1], forward, counter.done


@claim
def backward_is_two_forwards(evidence: Evidence) -> None:
    """Backpropagation by hand gives autograd's gradients with exactly twice the forward pass's multiplications."""
    for width, depth in ((8, 2), (64, 4), (192, 6)):
        x = evidence.normal(32, width)
        weights = [(evidence.normal(width, width) * (2 / width) ** 0.5).requires_grad_() for _ in range(depth)]
        with torch.no_grad():
            gradients, forward, backward = by_hand(x, weights)
        h = x
        for w in weights:
            h = torch.relu(h @ w)
        expected = torch.autograd.grad(h.square().sum() / 2, weights)
        apart = max(float((a - b).norm() / b.norm()) for a, b in zip(gradients, expected, strict=True))
        evidence.row(
            parameters=sum(w.numel() for w in weights),
            forward=forward,
            backward=backward,
            ratio=backward / forward,
            relative_error=apart,
        )
        evidence.require(apart < 1e-12, f"The gradients differ by {apart:.1e}.")
        evidence.require(backward == 2 * forward, f"The ratio is {backward / forward:.2f}.")


@claim
def one_sweep_against_one_pass_per_parameter(evidence: Evidence) -> None:
    """One reverse sweep agrees with central differences, which need two forward passes per parameter."""
    width = 12
    x = evidence.normal(16, width)
    w, v = evidence.normal(width, width).requires_grad_(), evidence.normal(width, 1)
    passes = 0

    def loss(weights: torch.Tensor) -> torch.Tensor:
        nonlocal passes
        passes += 1
        return (torch.tanh(x @ weights) @ v).square().mean()

    (swept,) = torch.autograd.grad(loss(w), w)
    passes = 0
    probed = torch.zeros_like(swept)
    with torch.no_grad():
        for k in range(w.numel()):
            h = torch.zeros(w.numel(), dtype=w.dtype)
            h[k] = 1e-5
            h = h.view_as(w)
            probed.view(-1)[k] = (loss(w + h) - loss(w - h)) / 2e-5
    evidence.row(how="reverse sweep", forward_passes=1)
    evidence.row(how="central differences", forward_passes=passes)
    evidence.require(passes == 2 * w.numel(), f"It took {passes} passes.")
    evidence.require((swept - probed).abs().max() < 1e-7, "The two disagree.")


@claim
def paths_are_added(evidence: Evidence) -> None:
    """A chain of n additions x + x has 2^n paths from input to output and n nodes: the sweep visits the nodes."""
    for n in (1, 5, 10, 50):
        x = torch.ones((), dtype=torch.float64, requires_grad=True)
        y = x
        for _ in range(n):
            y = y + y
        nodes, node = 0, y.grad_fn
        while node.next_functions:
            nodes, node = nodes + 1, node.next_functions[0][0]
        (slope,) = torch.autograd.grad(y, x)
        evidence.row(additions=n, paths=f"{2**n:,}", nodes_visited=nodes, derivative=float(slope))
        evidence.require(float(slope) == 2.0**n and nodes == n, f"{nodes} nodes, derivative {float(slope)}.")
