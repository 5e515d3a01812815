"""A small variational quantum circuit that learns two classes of points; the whole state is simulated."""

import math

import torch

from deepdrill.lab.experiment import Lab, Runs, settles

TRAIN, TEST = 100, 400
STEPS = 60
GRID = 33
"""Points on a side of the image of the decision."""

EXACT = 0
"""Shots: the expectation itself, as only a simulation has it."""


def turned(state: torch.Tensor, qubit: int, angle: torch.Tensor) -> torch.Tensor:
    """Turn one qubit about the y axis: (n, 2, …, 2) amplitudes, which stay real; an angle, or one for each state."""
    cos, sin = torch.cos(angle / 2), torch.sin(angle / 2)
    shape = (-1,) + (1,) * (state.dim() - 2)
    cos, sin = cos.reshape(shape), sin.reshape(shape)
    zero, one = state.unbind(qubit + 1)
    return torch.stack([cos * zero - sin * one, sin * zero + cos * one], dim=qubit + 1)


def entangled(state: torch.Tensor, first: int, second: int) -> torch.Tensor:
    """Apply a controlled Z: turn the sign where both qubits are 1."""
    n = state.dim() - 1
    sign = torch.ones((2,) * n)
    sign[tuple(1 if axis in (first, second) else slice(None) for axis in range(n))] = -1
    return state * sign


def circuit(x: torch.Tensor, angles: torch.Tensor, *, uploads: int, qubits: int) -> torch.Tensor:
    """Give the expectation of Z of the first qubit, (n,), from -1 to 1.

    Args:
        x: Points (n, 2).
        angles: (layers, qubits): the numbers that are learned.
        uploads: In how many of the layers the point is put into the circuit, from the first on.
        qubits: How many.
    """
    state = torch.zeros((len(x),) + (2,) * qubits)
    state[(slice(None),) + (0,) * qubits] = 1.0
    for layer, row in enumerate(angles):
        for qubit in range(qubits):
            if layer < uploads:
                state = turned(state, qubit, x[:, qubit % 2])
            state = turned(state, qubit, row[qubit])
        for qubit in range(qubits - 1):
            state = entangled(state, qubit, qubit + 1)
    chances = (state**2).reshape(len(x), 2, -1).sum(-1)  # of the first qubit being 0 and 1
    return chances[:, 0] - chances[:, 1]


def measured(exact: torch.Tensor, shots: int) -> torch.Tensor:
    """Give what a device would: the mean of so many outcomes of +1 and -1."""
    if shots == EXACT:
        return exact
    return 2 * torch.binomial(torch.full_like(exact, shots), ((1 + exact) / 2).clamp(0, 1)) / shots - 1


def points(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Give points (n, 2) of a square, and +1 inside a ring around the middle and -1 outside."""
    x = (2 * torch.rand(count, 2) - 1) * math.pi / 2
    radius = math.pi / 2 * math.sqrt(2 / math.pi)  # the circle has half of the square's area
    return x, torch.where(x.norm(dim=1) < radius, 1.0, -1.0)


def shifted_gradient(
    x: torch.Tensor, y: torch.Tensor, angles: torch.Tensor, *, uploads: int, qubits: int, shots: int
) -> tuple[torch.Tensor, float, int]:
    """Give the gradient of the mean squared error, the error, and how many circuits it took for each point.

    The derivative by an angle is half the difference of two values, with the angle a quarter turn up and down.
    """
    out = measured(circuit(x, angles, uploads=uploads, qubits=qubits), shots)
    gradient, circuits = torch.zeros_like(angles), 1
    for place in range(angles.numel()):
        shift = torch.zeros_like(angles)
        shift.view(-1)[place] = math.pi / 2
        up, down = (
            measured(circuit(x, angles + sign * shift, uploads=uploads, qubits=qubits), shots) for sign in (1, -1)
        )
        gradient.view(-1)[place] = ((out - y) * (up - down)).mean()  # 2 (out - y) times half the difference
        circuits += 2
    return gradient, ((out - y) ** 2).mean().item(), circuits


@torch.no_grad()
def run(lab: Lab, *, qubits: int, layers: int, uploads: int, shots: int) -> None:
    """Learn by the parameter shift rule; then see how exact its parts are."""
    (x, y), (test_x, test_y) = points(TRAIN), points(TEST)
    angles = 2 * math.pi * torch.rand(layers, qubits)
    sizes = {"uploads": uploads, "qubits": qubits}
    lab.value("shift rule beside autograd, % off", 100 * off_the_derivative(x, y, angles, **sizes))
    mean, square = torch.zeros_like(angles), torch.zeros_like(angles)
    for step in range(STEPS):
        rows = torch.randperm(TRAIN)[:25]
        gradient, error, circuits = shifted_gradient(x[rows], y[rows], angles, shots=shots, **sizes)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        upright = mean / (1 - 0.9 ** (step + 1)), square / (1 - 0.99 ** (step + 1))
        angles -= 0.1 * upright[0] / (upright[1].sqrt() + 1e-8)  # Adam
        lab.point("batch", step, error, chart="error")
        if lab.stopped:
            return
    out = circuit(test_x, angles, **sizes)
    lab.value("test accuracy", ((measured(out, shots) > 0) == (test_y > 0)).double().mean())
    lab.value("circuits for one gradient", circuits)
    lab.value("noise of an output", (measured(out, shots) - out).square().mean().sqrt())
    side = torch.linspace(-math.pi / 2, math.pi / 2, GRID)
    grid = torch.cartesian_prod(-side, side)[:, [1, 0]]
    lab.image("output over the square", circuit(grid, angles, **sizes).reshape(GRID, GRID), signed=True, low=-1, high=1)


def off_the_derivative(x: torch.Tensor, y: torch.Tensor, angles: torch.Tensor, *, uploads: int, qubits: int) -> float:
    """Compare the gradient by the shift rule, without noise, with autograd's; relative to its length."""
    shifted, _, _ = shifted_gradient(x, y, angles, uploads=uploads, qubits=qubits, shots=EXACT)
    with torch.enable_grad():
        free = angles.clone().requires_grad_()
        ((circuit(x, free, uploads=uploads, qubits=qubits) - y) ** 2).mean().backward()
    return ((shifted - free.grad).norm() / free.grad.norm()).item()


@settles("shift")
def a_large_shift(runs: Runs) -> int:
    """See how far the rule is from the derivative."""
    off = runs().values["shift rule beside autograd, % off"]
    runs.note(f"The gradient by shifts differs from autograd's by {off:.1g} % of its length.")
    return 1 if off < 0.01 else 0 if off < 20 else 2


@settles("cost")
def three_times_the_angles(runs: Runs) -> int:
    """Compare what a gradient costs with few and with many angles."""
    few, many = (runs(layers=layers).values["circuits for one gradient"] for layers in (2, 6))
    runs.note(f"A gradient by 4 angles takes {few:.0f} circuits for each point, one by 12 angles {many:.0f}.")
    return 0 if many < 1.3 * few else 2 if many > 6 * few else 1


@settles("shots")
def a_hundred_times_the_shots(runs: Runs) -> int:
    """Compare the noise of outputs at 10 and at 1000 shots."""
    few, many = (runs(shots=shots).values["noise of an output"] for shots in (10, 1000))
    runs.note(f"The noise of an output is {few:.3f} with 10 shots and {many:.4f} with 1000.")
    ratio = few / many
    return 0 if ratio > 50 else 2 if ratio > 5 else 1  # noise falls as 1 / shots, as its root, or more slowly
