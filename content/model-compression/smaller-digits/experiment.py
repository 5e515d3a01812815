"""Three ways to make a digit classifier smaller: fewer bits, fewer weights, a student of the large one."""

import copy

import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

TRAIN = 1200
HIDDEN, SMALL = 256, 32
UNSEEN = 3
"""The digit of which the student sees no image."""


def digits() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Give images (n, 64) from 0 to 1 and classes, to train on and to test on."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def network(hidden: int) -> nn.Sequential:
    """Make two hidden layers."""
    return nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def fit(
    net: nn.Module, x: torch.Tensor, y: torch.Tensor, *, steps: int, temperature: float = 1.0, keep: bool = False
) -> None:
    """Train with Adam on classes (n,) or on probabilities (n, 10); with `keep`, weights that are zero stay zero."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    masks = [(weight != 0).float() for weight in weights(net)]
    for _ in range(steps):
        rows = torch.randint(len(x), (64,))
        loss = nn.functional.cross_entropy(net(x[rows]) / temperature, y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if keep:
            with torch.no_grad():
                for weight, mask in zip(weights(net), masks, strict=True):
                    weight.mul_(mask)


def weights(net: nn.Module) -> list[torch.Tensor]:
    """Give the weight matrices."""
    return [parameter for parameter in net.parameters() if parameter.ndim == 2]


@torch.no_grad()
def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the share of images whose class is right."""
    return (net(x).argmax(-1) == y).double().mean().item()


@torch.no_grad()
def rounded(net: nn.Module, bits: int, *, by_row: bool) -> nn.Module:
    """Give a copy whose weights are rounded to whole multiples of a scale, one per matrix or one per row."""
    small = copy.deepcopy(net)
    for weight in weights(small):
        most = weight.abs().amax(1, keepdim=True) if by_row else weight.abs().max()
        scale = most / (2 ** (bits - 1) - 1)
        weight.copy_((weight / scale).round() * scale)
    return small


@torch.no_grad()
def pruned(net: nn.Module, share: float) -> nn.Module:
    """Give a copy in which the smallest weights of each matrix are zero."""
    small = copy.deepcopy(net)
    for weight in weights(small):
        least = weight.abs().flatten().kthvalue(max(1, int(share * weight.numel()))).values
        weight.mul_(weight.abs() > least)
    return small


def curves(lab: Lab, net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
    """Show the accuracy for each number of bits and for shares of weights taken away."""
    for bits in range(2, 9):
        for name, by_row in (("one scale for each matrix", False), ("one scale for each row", True)):
            lab.point(name, bits, accuracy(rounded(net, bits, by_row=by_row), x, y), chart="bits")
    for share in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98):
        lab.point("not trained on", share, accuracy(pruned(net, share), x, y), chart="pruning")


def sizes(lab: Lab, net: nn.Module, *, bits: int, sparse: float) -> None:
    """Show what the weights take in a file."""
    many, few = (sum(weight.numel() for weight in weights(one)) for one in (net, network(SMALL)))
    kept = round(many * (1 - sparse))
    rows = (
        ("large network, 32 bits", many, 4.0 * many),
        ("rounded", many, many * bits / 8),
        ("pruned: 4 bytes for each weight kept, 2 for its place", kept, 6.0 * kept),
        ("student, 32 bits", few, 4.0 * few),
    )
    lab.table("size", [{"network": name, "weights": n, "kilobytes": round(size / 1000, 1)} for name, n, size in rows])


def run(lab: Lab, *, bits: int, scale: str, sparse: float, temperature: float) -> None:
    """Train the large network, then make it smaller in three ways."""
    x, y, test_x, test_y = digits()
    net = network(HIDDEN)
    fit(net, x, y, steps=400)
    lab.value("large network", accuracy(net, test_x, test_y))
    curves(lab, net, test_x, test_y)
    sizes(lab, net, bits=bits, sparse=sparse)
    lab.value("rounded", accuracy(rounded(net, bits, by_row=scale == "one for each row"), test_x, test_y))
    small = pruned(net, sparse)
    lab.value("pruned", accuracy(small, test_x, test_y))
    if lab.stopped:
        return
    fit(small, x, y, steps=150, keep=True)
    after = accuracy(small, test_x, test_y)
    lab.value("pruned and trained on", after)
    lab.point("trained on for 150 steps", sparse, after, chart="pruning")
    with torch.no_grad():
        soft = (net(x) / temperature).softmax(-1)
    students(lab, (x, y, test_x, test_y), soft, temperature)


def students(lab: Lab, data: tuple[torch.Tensor, ...], soft: torch.Tensor, temperature: float) -> None:
    """Train one small network on classes and one on the teacher's answers, both without any three."""
    x, y, test_x, test_y = data
    known, threes = y != UNSEEN, test_y == UNSEEN
    for name, answers, warm in (("classes", y, 1.0), ("teacher", soft, temperature)):
        torch.manual_seed(lab.seed)
        student = network(SMALL)
        fit(student, x[known], answers[known], steps=600, temperature=warm)
        lab.value(f"student of the {name}, other digits", accuracy(student, test_x[~threes], test_y[~threes]))
        lab.value(f"student of the {name}, threes", accuracy(student, test_x[threes], test_y[threes]))


@settles("four-bits")
def four_bits(runs: Runs) -> int:
    """Compare the accuracy before and after rounding to four bits."""
    seen = runs().values
    lost = seen["large network"] - seen["rounded"]
    runs.note(f"The accuracy goes from {seen['large network']:.3f} to {seen['rounded']:.3f}.")
    return 0 if lost > 0.1 else 1 if lost > 0.03 else 2


@settles("nine-of-ten")
def nine_weights_of_ten(runs: Runs) -> int:
    """Compare the accuracy before pruning, after it, and after some more training."""
    seen = runs().values
    full, cut, again = (seen[name] for name in ("large network", "pruned", "pruned and trained on"))
    runs.note(f"The accuracy is {full:.3f} before, {cut:.3f} once nine of ten weights are zero, and {again:.3f} later.")
    if full - cut < 0.1:
        return 0
    return 1 if full - again < 0.05 else 2


@settles("threes")
def a_digit_never_shown(runs: Runs) -> int:
    """See how many threes are named by the student that was shown none."""
    seen = runs().values
    taught, alone = (seen[f"student of the {name}, threes"] for name in ("teacher", "classes"))
    runs.note(f"The teacher's student names {taught:.2f} of the threes, the student of the classes {alone:.2f}.")
    return 0 if taught < 0.03 else 1
