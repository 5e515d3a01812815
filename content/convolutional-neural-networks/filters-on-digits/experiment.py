"""A CNN of two convolutions and a dense network beside it, on digits in place, moved, or with their pixels shuffled."""

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

TEST = 449
"""A quarter of the images."""
SIDE = 12
"""The 8 by 8 digits get a margin of 2, so that they can move."""
STEPS = 200
MOVES = (0, 1, 2)
"""Pixels by which the test images are moved, in all four directions."""
POOLS = {"max": nn.MaxPool2d, "average": nn.AvgPool2d, "none": None}


def digits(*, shuffled: bool) -> tuple[Tensor, Tensor, Tensor]:
    """Give the images (1797, 1, 12, 12), their classes, and the order of pixels (144,) that all images share."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x = torch.tensor(images, dtype=torch.float32)[order].reshape(-1, 1, 8, 8) / 16
    pixels = torch.randperm(SIDE * SIDE) if shuffled else torch.arange(SIDE * SIDE)
    return nn.functional.pad(x, (2, 2, 2, 2)), torch.tensor(classes)[order], pixels


def arranged(x: Tensor, pixels: Tensor) -> Tensor:
    """Put the pixels of all images in the given order."""
    return x.flatten(2)[:, :, pixels].reshape(x.shape)


def convolutional(filters: int, pool: str, head: str) -> nn.Sequential:
    """Make two 3 by 3 convolutions with a pooling between, and a head that knows places or takes a mean over them."""
    pooling = POOLS[pool]
    between = [] if pooling is None else [pooling(2)]
    side = SIDE if pooling is None else SIDE // 2
    features = nn.Sequential(
        nn.Conv2d(1, filters, 3, padding=1),
        nn.ReLU(),
        *between,
        nn.Conv2d(filters, 4 * filters, 3, padding=1),
        nn.ReLU(),
    )
    if head == "mean over places":
        return nn.Sequential(features, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4 * filters, 10))
    return nn.Sequential(features, nn.Flatten(), nn.Linear(4 * filters * side * side, 10))


def dense() -> nn.Sequential:
    """Make a network of one hidden layer of 64 units that takes pixels as a list."""
    return nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, 64), nn.ReLU(), nn.Linear(64, 10))


def train(lab: Lab, name: str, net: nn.Sequential, x: Tensor, y: Tensor) -> None:
    """Train with Adam for 200 steps on batches of 64; both networks see the same."""
    torch.manual_seed(lab.seed + 1)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005)
    for step in range(STEPS):
        rows = torch.randint(TEST, len(x), (64,))
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 4 == 0:
            lab.point(name, step, loss, chart="loss")
        if step % 40 == 0 and name == "CNN":
            lab.image("first filters", tiles(net[0][0].weight[:, 0], columns=8), signed=True)
        if lab.stopped:
            return


@torch.no_grad()
def accuracy(net: nn.Module, x: Tensor, y: Tensor, pixels: Tensor, move: int) -> float:
    """Give the mean accuracy on test images moved by so many pixels up, down, left and right."""
    hits = []
    for down, right in ((move, 0), (-move, 0), (0, move), (0, -move)):
        moved = torch.roll(x[:TEST], (down, right), (2, 3))  # the margin is empty: nothing comes round
        hits.append((net(arranged(moved, pixels)).argmax(-1) == y[:TEST]).double().mean().item())
    return sum(hits) / len(hits)


def seen_by_one_place(net: nn.Sequential, x: Tensor) -> Tensor:
    """Give how strongly one place of the last map depends on each pixel (12, 12), on average over 100 images."""
    x = x[:100].clone().requires_grad_()
    maps = net[0](x)  # (100, 4 * filters, side, side)
    middle = maps.shape[-1] // 2
    maps[:, :, middle, middle].sum().backward()
    return x.grad.abs().mean((0, 1))


def run(lab: Lab, *, filters: int, pool: str, head: str, pixels: str) -> None:
    """Train both networks, move the test images, and look into the CNN."""
    x, y, order = digits(shuffled=pixels == "shuffled")
    seen = arranged(x, order)
    lab.image("some images", tiles(seen[:8, 0], columns=8))
    for name in ("CNN", "dense"):
        torch.manual_seed(lab.seed)
        net = convolutional(filters, pool, head) if name == "CNN" else dense()
        train(lab, name, net, seen, y)
        for move in MOVES:
            reached = accuracy(net, x, y, order, move)
            lab.point(name, move, reached, chart="moved")
            if move != 1:
                lab.value(f"accuracy of the {name}" + (", moved by 2" if move else ""), reached)
        lab.value(f"weights of the {name}", sum(one.numel() for one in net.parameters()))
        if name == "CNN":
            look(lab, net, seen[:TEST])
        if lab.stopped:
            return


def look(lab: Lab, net: nn.Sequential, x: Tensor) -> None:
    """Show the first maps of one image, and which pixels reach one place of the last map."""
    with torch.no_grad():
        lab.image("first maps of the first image", tiles(net[0][1](net[0][0](x[:1]))[0], columns=8))
    field = seen_by_one_place(net, x)
    lab.image("pixels that one place of the last map depends on", field)
    lab.value("pixels that reach that place", (field > 0).sum())


@settles("shuffled")
def shuffled_pixels(runs: Runs) -> int:
    """See what each network reaches when all images have their pixels in one other order."""
    usual, values = runs().values, runs(pixels="shuffled").values
    reached = values["accuracy of the CNN"]
    runs.note(
        f"The CNN comes from {usual['accuracy of the CNN']:.2f} to {reached:.2f}, "
        f"the dense network from {usual['accuracy of the dense']:.2f} to {values['accuracy of the dense']:.2f}."
    )
    return 0 if reached < 0.3 else 1 if reached < 0.8 else 2


@settles("moved")
def moved_by_two(runs: Runs) -> int:
    """See what is left of the default CNN's accuracy on images moved by two pixels."""
    values = runs().values
    still, moved = values["accuracy of the CNN"], values["accuracy of the CNN, moved by 2"]
    runs.note(
        f"The accuracy falls from {still:.2f} to {moved:.2f}; that of the dense network to "
        f"{values['accuracy of the dense, moved by 2']:.2f}."
    )
    return 0 if moved > 0.9 else 1 if moved > 0.75 else 2


@settles("head")
def a_mean_over_places(runs: Runs) -> int:
    """Compare the losses by a move with either head."""
    lost = []
    for head in ("knows places", "mean over places"):
        values = runs(head=head).values
        lost.append(values["accuracy of the CNN"] - values["accuracy of the CNN, moved by 2"])
    runs.note(
        f"A move by two pixels costs {lost[0]:.2f} with a head that knows places, {lost[1]:.2f} with a mean over them."
    )
    return 0 if lost[1] < lost[0] / 2 else 2 if lost[1] > 2 * lost[0] else 1


@settles("field")
def the_field(runs: Runs) -> int:
    """Count the pixels that reach one place of the last map."""
    reach = int(runs().values["pixels that reach that place"])
    runs.note(f"{reach} pixels have a gradient to that place.")
    return {25: 0, 64: 1, 36: 2}.get(reach, -1)
