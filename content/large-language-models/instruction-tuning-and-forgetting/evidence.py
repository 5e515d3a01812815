"""A small network that learns a second task: what it forgets, what replay keeps, and what an adapter can undo."""

from collections.abc import Sequence

import torch

from deepdrill.lab.evidence import Evidence, claim

Data = tuple[torch.Tensor, torch.Tensor]
WIDTH = 32


def task(evidence: Evidence, count: int, *, new: bool) -> Data:
    """Draw examples: the old task is a sine left of zero, the new one another curve right of zero."""
    x = evidence.uniform(count, 1) * 2 - (0 if new else 2)
    return x, torch.cos(5 * x) * 0.8 - 1.0 if new else torch.sin(3 * x)


def network(evidence: Evidence) -> list[torch.Tensor]:
    """Draw a network with two hidden layers."""
    shapes = ((1, WIDTH), (WIDTH, WIDTH), (WIDTH, 1))
    layers = [(evidence.normal(a, b, scale=1.5 * a**-0.5), evidence.normal(1, b, scale=0.5)) for a, b in shapes]
    return [part for layer in layers for part in layer]


def run(p: Sequence[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Apply the network."""
    hidden = torch.tanh(torch.tanh(x @ p[0] + p[1]) @ p[2] + p[3])
    return hidden @ p[4] + p[5]


def error(p: Sequence[torch.Tensor], data: Data) -> float:
    """Give the mean squared error."""
    with torch.no_grad():
        return float(((run(p, data[0]) - data[1]) ** 2).mean())


def train(p: Sequence[torch.Tensor], data: Sequence[Data], steps: int, watch: Data | None = None) -> list[float]:
    """Train in place with Adam on the sum of the errors; give the error on what is watched."""
    moments = [(torch.zeros_like(one), torch.zeros_like(one)) for one in p]
    for one in p:
        one.requires_grad_()
    seen = []
    for step in range(1, steps + 1):
        loss = sum(((run(p, x) - y) ** 2).mean() for x, y in data)
        for one, (mean, square), slope in zip(p, moments, torch.autograd.grad(loss, p), strict=True):
            mean.lerp_(slope, 0.1)
            square.lerp_(slope * slope, 0.01)
            one.data -= 0.01 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.99**step)).sqrt() + 1e-8)
        if watch is not None:
            seen.append(error(p, watch))
    return seen


@claim
def the_old_task_is_forgotten_while_the_new_one_is_learned_well(evidence: Evidence) -> None:
    """Trained on the new task only, the network generalises on it and loses the old one; with replay it keeps both."""
    old, new = task(evidence, 128, new=False), task(evidence, 128, new=True)
    old_test, new_test = task(evidence, 256, new=False), task(evidence, 256, new=True)
    start = network(evidence)
    train(start, [old], 400)
    before = error(start, old_test)
    results = {}
    for name, data in (("new data only", [new]), ("with replay", [new, (old[0][:32], old[1][:32])])):
        p = [one.detach().clone() for one in start]
        seen = train(p, data, 250, watch=old_test)
        results[name] = (error(p, old_test), error(p, new_test))
        after, learned = (round(one, 4) for one in results[name])
        evidence.row(training=name, old_before=round(before, 4), old_after=after, new=learned)
        evidence.curve(name, range(1, len(seen) + 1), seen)
    evidence.plot(x="step of fine-tuning", y="error on the old task", log_y=True)
    evidence.require(before < 0.05, f"The old task was not learned: {before:.3f}.")
    evidence.require(results["new data only"][1] < 0.05, "The new task was not learned, or is overfitted.")
    evidence.require(results["new data only"][0] > 10 * before + 0.1, f"Nothing was forgotten: {results}.")
    evidence.require(results["with replay"][0] < 0.05, f"Replay did not keep the old task: {results}.")
    evidence.require(results["with replay"][1] < 0.1, f"With replay the new task is not learned: {results}.")


@claim
def a_frozen_base_forgets_too_while_its_adapter_is_on(evidence: Evidence) -> None:
    """With frozen weights and a trained low-rank update the old task suffers; taking the update away restores it."""
    old, new, old_test = task(evidence, 128, new=False), task(evidence, 128, new=True), task(evidence, 256, new=False)
    base = network(evidence)
    train(base, [old], 250)
    base = [one.detach() for one in base]
    before = error(base, old_test)
    up, down = evidence.normal(WIDTH, 4, scale=0.3), torch.zeros(4, WIDTH, dtype=torch.float64)
    last, shift = torch.zeros(WIDTH, 1, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.float64)
    adapter = [one.requires_grad_() for one in (up, down, last, shift)]

    def adapted() -> list[torch.Tensor]:
        return [base[0], base[1], base[2] + up @ down, base[3], base[4] + last, base[5] + shift]

    for _ in range(300):
        loss = ((run(adapted(), new[0]) - new[1]) ** 2).mean()
        for one, slope in zip(adapter, torch.autograd.grad(loss, adapter), strict=True):
            one.data -= 0.03 * slope
    on = error(adapted(), old_test)
    evidence.row(adapter="off", error_on_the_old_task=before)
    evidence.row(adapter="on", error_on_the_old_task=on)
    evidence.require(error(adapted(), new) < 0.6 * error(base, new), "The adapter did not learn the new task.")
    evidence.require(on > before + 0.02, f"Nothing was forgotten: {on:.3f}.")
    evidence.require(error(base, old_test) == before, "Without the adapter it is not as before.")
