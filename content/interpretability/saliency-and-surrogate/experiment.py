"""Which pixels matter to a network that reads digits: gradient, local surrogate (LIME), and a test by deletion."""

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

SIDE = 10
"""Rows and columns: a digit of 8 by 8 with an empty frame around it."""
TEST, SEEN = 460, 60
"""Test images, and how many of them are explained."""


def digits(mark: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Give images (1797, 10, 10) and classes, with a pixel of the frame lit by the class where there is a mark."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    y = torch.tensor(classes)[order]
    x = torch.zeros(len(y), SIDE, SIDE)
    x[:, 1:9, 1:9] = torch.tensor(images, dtype=torch.float32)[order].view(-1, 8, 8) / 16
    if mark == "in the frame":
        x[torch.arange(len(y)), 0, y] = 1.0
    return x, y


def trained(lab: Lab, x: torch.Tensor, y: torch.Tensor) -> nn.Sequential:
    """Train a network with one hidden layer."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
        if lab.stopped:
            break
    return net


def logit(net: nn.Module, x: torch.Tensor, to: torch.Tensor) -> torch.Tensor:
    """Give the score (n,) of a class of its own for each image."""
    return net(x).gather(1, to[:, None])[:, 0]


def slopes(net: nn.Module, x: torch.Tensor, to: torch.Tensor) -> torch.Tensor:
    """Give the derivative (n, 10, 10) of the class's score by each pixel."""
    inputs = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(logit(net, inputs, to).sum(), inputs)
    return slope


def surrogate(lab: Lab, net: nn.Module, image: torch.Tensor, to: torch.Tensor, samples: int) -> torch.Tensor:
    """Blank random halves of the pixels and fit a linear model of what is left, weighted by nearness: LIME."""
    kept = torch.tensor(lab.rng.random((samples, SIDE * SIDE)) < 0.5, dtype=torch.float32)
    with torch.no_grad():
        score = logit(net, (kept * image.flatten()).view(-1, SIDE, SIDE), to.expand(samples))
    near = torch.exp(-((1 - kept.mean(1)) ** 2) / 0.25)[:, None]  # (samples, 1)
    columns = torch.hstack([kept, torch.ones(samples, 1)])
    gram = columns.T @ (near * columns) + torch.eye(SIDE * SIDE + 1)
    return torch.linalg.solve(gram, columns.T @ (near[:, 0] * score))[:-1].view(SIDE, SIDE)


def explanations(lab: Lab, net: nn.Module, x: torch.Tensor, to: torch.Tensor, samples: int) -> dict[str, torch.Tensor]:
    """Give the importance (n, 10, 10) of pixels by each method."""
    slope = slopes(net, x, to)
    return {
        "gradient": slope.abs(),
        "gradient times pixel": slope * x,
        "LIME": torch.stack([surrogate(lab, net, image, one, samples) for image, one in zip(x, to, strict=True)]),
        "at random": torch.tensor(lab.rng.random(x.shape), dtype=torch.float32),
    }


def delete(lab: Lab, net: nn.Module, x: torch.Tensor, to: torch.Tensor, name: str, worth: torch.Tensor) -> None:
    """Blank the pixels from the most important on, and see how long the answer stays."""
    order = worth.flatten(1).argsort(1, descending=True)
    left = x.flatten(1).clone()
    shares = []
    for count in range(41):
        with torch.no_grad():
            shares.append((net(left.view(-1, SIDE, SIDE)).argmax(-1) == to).double().mean().item())
        lab.point(name, count, shares[-1])
        left.scatter_(1, order[:, count : count + 1], 0.0)
    lab.value(f"answers that stay, mean over the deletion, {name}", np.mean(shares))


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the share of right answers."""
    with torch.no_grad():
        return (net(x).argmax(-1) == y).double().mean().item()


def look_at_marks(lab: Lab, net: nn.Module, x: torch.Tensor, y: torch.Tensor, worth: torch.Tensor) -> None:
    """Move the marks to the next class, and see what LIME says about them."""
    wrong = x.clone()
    wrong[:, 0] = x[:, 0].roll(1, dims=1)
    lab.value("test accuracy with the mark of the next class", accuracy(net, wrong, y))
    first = worth.flatten(1).argmax(1)
    lab.value("images whose most important pixel is the mark, LIME", (first == y[:SEEN]).double().mean())


def run(lab: Lab, *, mark: str, samples: int) -> None:
    """Train, explain some test images in every way, and test the explanations by deletion."""
    x, y = digits(mark)
    test_x, test_y = x[:TEST], y[:TEST]
    net = trained(lab, x[TEST:], y[TEST:])
    lab.value("test accuracy", accuracy(net, test_x, test_y))
    seen = test_x[:SEEN]
    with torch.no_grad():
        to = net(seen).argmax(-1)
    found = explanations(lab, net, seen, to, samples)
    lab.image("an image", seen[0], low=0, high=1)
    for name, worth in found.items():
        lab.image(name, worth[0], signed=True)
        delete(lab, net, seen, to, name, worth)
        if lab.stopped:
            return
    slope = found["gradient"]
    lab.value("share of the gradient on empty pixels", slope[seen == 0].sum() / slope.sum())
    if mark != "none":
        look_at_marks(lab, net, test_x, test_y, found["LIME"])


NAMES = ("gradient", "gradient times pixel", "LIME", "at random")


@settles("empty")
def gradient_on_empty_pixels(runs: Runs) -> int:
    """Read how much of the saliency lies where there is nothing."""
    share = runs().values["share of the gradient on empty pixels"]
    runs.note(f"{share:.0%} of the sizes of all derivatives belong to pixels that are 0 in the image.")
    return 0 if share > 0.4 else 1 if share > 0.1 else 2


@settles("deletion")
def lime_beside_the_gradient(runs: Runs) -> int:
    """Compare how many answers stay while the pixels are blanked that LIME or the gradient times the pixel names."""
    values = runs().values
    stay = {name: values[f"answers that stay, mean over the deletion, {name}"] for name in NAMES}
    said = ", ".join(f"{name} {share:.2f}" for name, share in stay.items())
    runs.note(f"Answers that stay, on average over 40 pixels: {said}.")
    ahead = stay["gradient times pixel"] - stay["LIME"]
    return 0 if ahead > 0.05 else 1 if ahead > -0.05 else 2


@settles("mark")
def trust_in_the_mark(runs: Runs) -> int:
    """Give the images a wrong mark."""
    values = runs(mark="in the frame").values
    wrong, seen = (
        values["test accuracy with the mark of the next class"],
        values["images whose most important pixel is the mark, LIME"],
    )
    runs.note(
        f"Test accuracy {values['test accuracy']:.3f} with right marks, {wrong:.2f} with wrong ones; "
        f"in LIME the mark comes first on {seen:.0%} of the images."
    )
    return 0 if wrong > 0.9 else 1 if wrong > 0.6 else 2
