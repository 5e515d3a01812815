"""A small network on few images of digits, trained on them as they are or altered anew in every batch."""

import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

TEST = 797
STEPS = 600
BATCH = 32


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Give the images (1797, 8, 8) from 0 to 1 and their classes, in random order."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    return torch.tensor(images, dtype=torch.float32)[order].reshape(-1, 8, 8) / 16, torch.tensor(classes)[order]


def altered(images: torch.Tensor, how: str) -> torch.Tensor:
    """Alter images (N, 8, 8), each by a draw of its own."""
    match how:
        case "shifts":
            return shifted(images)
        case "flips":
            return torch.where(torch.rand(len(images), 1, 1) < 0.5, images.flip(2), images)
        case "noise":
            return images + 0.3 * torch.randn_like(images)
        case _:
            return images


def shifted(images: torch.Tensor) -> torch.Tensor:
    """Shift each image by up to one pixel in both directions; what comes in is empty."""
    padded = nn.functional.pad(images, (1, 1, 1, 1))  # (N, 10, 10)
    rows, columns = torch.randint(0, 3, (len(images), 1)), torch.randint(0, 3, (len(images), 1))
    place = torch.arange(8)
    number = torch.arange(len(images))[:, None, None]
    return padded[number, (rows + place)[:, :, None], (columns + place)[:, None, :]]


def run(lab: Lab, *, augmentation: str, images: int, model: str) -> None:
    """Train on some images, and test on others as they are, shifted, and flipped."""
    x, y = digits()
    test_x, test_y, x, y = x[:TEST], y[:TEST], x[TEST : TEST + images], y[TEST : TEST + images]
    moved = shifted(test_x)
    lab.image("what one batch looks like", tiles(altered(x[:16], augmentation), columns=8), low=0, high=1)
    net = network(model)
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    for step in range(STEPS + 1):
        if step % 20 == 0:
            lab.point("training images as they are", step, accuracy(net, x, y))
            lab.point("test images", step, accuracy(net, test_x, test_y))
            lab.point("test images, shifted", step, accuracy(net, moved, test_y))
        if lab.stopped:
            return
        rows = torch.randint(len(x), (BATCH,))
        loss = nn.functional.cross_entropy(net(altered(x[rows], augmentation)), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    lab.value("test accuracy", accuracy(net, test_x, test_y))
    lab.value("test accuracy, shifted", accuracy(net, moved, test_y))


def network(model: str) -> nn.Sequential:
    """Make a network for images (N, 8, 8)."""
    if model == "dense":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(
        nn.Unflatten(1, (1, 8)),
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


@torch.no_grad()
def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the share of right answers."""
    return (net(x).argmax(-1) == y).double().mean().item()


@settles("centred-test")
def shifts_and_a_centred_test(runs: Runs) -> int:
    """Compare training with and without shifts on test images that are centred as they come."""
    plain, shifts = (runs(images=1000, augmentation=how).values["test accuracy"] for how in ("none", "shifts"))
    runs.note(f"On the test images as they are the accuracy is {plain:.3f} without shifts and {shifts:.3f} with them.")
    return 0 if shifts > plain + 0.01 else 2 if shifts < plain - 0.01 else 1


@settles("more-data")
def five_times_the_data(runs: Runs) -> int:
    """See whether more centred images help on shifted ones."""
    few, many = (runs(images=images).values["test accuracy, shifted"] for images in (200, 1000))
    augmented = runs(images=1000, augmentation="shifts").values["test accuracy, shifted"]
    runs.note(
        f"On shifted test images the accuracy is {few:.2f} after 200 images and {many:.2f} after 1,000. "
        f"Trained on shifts of those 1,000 it is {augmented:.2f}."
    )
    return 1 if many < few + 0.15 else 0


@settles("convolution")
def a_convolutional_network(runs: Runs) -> int:
    """Compare a convolutional network on test images and on the same images shifted."""
    values = runs(model="convolution").values
    plain, moved = values["test accuracy"], values["test accuracy, shifted"]
    runs.note(
        f"The convolutional network is right on {plain:.2f} of the test images, "
        f"and on {moved:.2f} once they are shifted."
    )
    return 0 if moved > plain - 0.05 else 2 if moved < plain - 0.2 else 1


@settles("flips")
def mirrored_digits(runs: Runs) -> int:
    """Compare training with and without mirror images, over the last 200 steps, for the last step alone is noisy."""
    curves = [runs(images=1000, augmentation=how).ys("test images")[-10:] for how in ("none", "flips")]
    plain, flips = (sum(curve) / len(curve) for curve in curves)
    runs.note(f"Over the last 200 steps the test accuracy is {plain:.3f} without and {flips:.3f} with mirror images.")
    return 0 if flips < plain - 0.005 else 2 if flips > plain + 0.005 else 1
