"""A shortcut that breaks, confidence far away from the data, and an aimed change against a random one."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


def trained(x: torch.Tensor, y: torch.Tensor, steps: int = 150) -> nn.Module:
    """Train a small ReLU network on two classes."""
    net = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 2)).double()
    speeds = [torch.zeros_like(p) for p in net.parameters()]
    for _ in range(steps):
        net.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        with torch.no_grad():
            for p, speed in zip(net.parameters(), speeds, strict=True):
                p.sub_(0.05 * speed.mul_(0.9).add_(p.grad))
    return net


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Share of right answers."""
    with torch.no_grad():
        return float((net(x).argmax(1) == y).double().mean())


@claim
def a_shortcut_breaks_when_the_world_changes(evidence: Evidence) -> None:
    """A network that was trained with a clean shortcut falls below chance once the shortcut points the other way."""

    def scans(n: int, agrees: float) -> tuple[torch.Tensor, torch.Tensor]:
        y = evidence.integers(n, low=0, high=2)
        sign = 2.0 * y - 1
        finding = 0.4 * sign[:, None] + evidence.normal(n, 5)  # the real signal, noisy, in five places
        same = evidence.uniform(n) < agrees
        marker = torch.where(same, sign, -sign) * 2 + evidence.normal(n, scale=0.3)
        return torch.cat((finding, marker[:, None]), 1), y

    x, y = scans(800, 0.99)
    net = trained(x, y)
    without = trained(torch.cat((x[:, :5], torch.zeros(800, 1, dtype=x.dtype)), 1), y)
    seen = {}
    for name, agrees in (("same hospital", 0.99), ("marker says nothing", 0.5), ("marker reversed", 0.01)):
        tested, wanted = scans(2_000, agrees)
        blind = torch.cat((tested[:, :5], torch.zeros(2_000, 1, dtype=x.dtype)), 1)
        seen[name] = accuracy(net, tested, wanted)
        evidence.row(
            tested_on=name, with_marker=round(seen[name], 3), without_marker=round(accuracy(without, blind, wanted), 3)
        )
    evidence.require(seen["same hospital"] > 0.95, "The shortcut did not help at home.")
    evidence.require(seen["marker reversed"] < 0.4, f"It still has {seen['marker reversed']:.2f} right.")


@claim
def confidence_grows_far_from_the_data(evidence: Evidence) -> None:
    """Along a ray away from the data a ReLU network's confidence goes to one, though it has never seen such inputs."""
    y = evidence.integers(600, low=0, high=2)
    x = evidence.normal(600, 2) + 2.0 * y[:, None].double()
    net = trained(x, y)
    rays = nn.functional.normalize(evidence.normal(400, 2), dim=1)
    distances, confidence = (1, 3, 10, 30, 100, 1000), []
    for distance in distances:
        with torch.no_grad():
            confidence.append(float(torch.softmax(net(rays * distance), 1).amax(1).mean()))
        evidence.row(distance=distance, mean_confidence=round(confidence[-1], 4))
    evidence.require(confidence[-1] > 0.99, f"At distance 1000 it is {confidence[-1]:.3f}.")
    evidence.require(confidence[-1] > confidence[0], "It does not grow.")
    evidence.plot(x="distance from the origin", y="mean confidence", log_x=True)
    evidence.curve("softmax maximum", distances, confidence)


@claim
def an_aimed_change_beats_a_random_one(evidence: Evidence) -> None:
    """With 400 inputs, a change of 0.2 aimed by the gradient destroys the accuracy; a random one hardly hurts."""
    y = evidence.integers(1_500, low=0, high=2)
    x = evidence.normal(1_500, 400) + 0.12 * (2.0 * y - 1)[:, None]
    net = trained(x[:1_000], y[:1_000], steps=60)
    tested, wanted = x[1_000:].clone().requires_grad_(), y[1_000:]
    nn.functional.cross_entropy(net(tested), wanted, reduction="sum").backward()
    with torch.no_grad():
        seen = {
            "none": accuracy(net, tested, wanted),
            "random signs": accuracy(net, tested + 0.2 * evidence.normal(*tested.shape).sign(), wanted),
            "signs of the gradient": accuracy(net, tested + 0.2 * tested.grad.sign(), wanted),
        }
    for name, right in seen.items():
        evidence.row(change_of_each_input_by_0_2=name, accuracy=round(right, 3))
    evidence.require(seen["none"] - seen["random signs"] < 0.05, "The random change hurts as well.")
    evidence.require(seen["signs of the gradient"] < 0.2, "The aimed change leaves it right.")
