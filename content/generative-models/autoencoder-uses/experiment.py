"""An autoencoder of digits at three tasks: a small code, cleaning noise, and telling what it has never seen."""

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

TRAIN = 1200
STEPS = 600


def digits(unseen: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Give images (n, 64) from 0 to 1: to train on, to test on, and those of the digit that is kept away."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    known = x[y != unseen]
    return known[:TRAIN], known[TRAIN:], x[y == unseen]


def noisy(x: torch.Tensor, noise: float) -> torch.Tensor:
    """Add normal noise of this standard deviation to each pixel."""
    return x + noise * torch.randn_like(x)


def autoencoder(code: int) -> nn.Sequential:
    """Make 64 pixels to 64 units to the code, and back."""
    return nn.Sequential(
        nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, code), nn.Linear(code, 64), nn.ReLU(), nn.Linear(64, 64)
    )


def squared(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Give the mean squared difference for each image (n,)."""
    return (a - b).square().mean(1)


def run(lab: Lab, *, code: int, noise: float, unseen: int) -> None:
    """Train on clean images as the goal, with noise on the input if asked, and try all three uses."""
    x, test, strange = digits(unseen)
    net = autoencoder(code)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    for step in range(STEPS):
        rows = torch.randint(len(x), (64,))
        loss = squared(net(noisy(x[rows], noise)), x[rows]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 5 == 0:
            lab.point("autoencoder", step, loss, chart="loss")
        if lab.stopped:
            return
    with torch.no_grad():
        uses(lab, net, (x, test, strange), code)


def uses(lab: Lab, net: nn.Module, data: tuple[torch.Tensor, ...], code: int) -> None:
    """Measure how well images come through the code, noise goes, and strangers stand out."""
    x, test, strange = data
    pca = PCA(code).fit(x.numpy())
    straight = torch.tensor(pca.inverse_transform(pca.transform(test.numpy())), dtype=torch.float32)
    lab.value("error of the autoencoder", squared(net(test), test).mean())
    lab.value("error of PCA with as many numbers", squared(straight, test).mean())
    dirty = noisy(test, 0.3)
    lab.value("error of noisy images", squared(dirty, test).mean())
    lab.value("error of noisy images, cleaned", squared(net(dirty), test).mean())
    known, new = squared(net(test), test).numpy(), squared(net(strange), strange).numpy()
    strangers = np.r_[np.zeros(len(known)), np.ones(len(new))]
    lab.value("area under the curve, the unseen digit", roc_auc_score(strangers, np.r_[known, new]))
    shares = np.linspace(0, 1, 60)
    for name, errors in (("digits it has seen", known), ("the unseen digit", new)):
        lab.curve(name, shares, np.quantile(errors, shares), chart="errors")
    rows = torch.cat([test[:8], dirty[:8], net(dirty[:8]), strange[:8], net(strange[:8])])
    lab.image("clean, noisy, cleaned, unseen, unseen as rebuilt", tiles(rows.reshape(-1, 8, 8)), low=0, high=1)


@settles("beside-pca")
def beside_pca(runs: Runs) -> int:
    """Compare the errors of autoencoder and PCA at 32 numbers."""
    seen = runs(code=32).values
    net, straight = seen["error of the autoencoder"], seen["error of PCA with as many numbers"]
    runs.note(f"With 32 numbers the error is {net:.4f} for the autoencoder and {straight:.4f} for PCA.")
    return 0 if net < 0.8 * straight else 1 if net < 1.25 * straight else 2


@settles("anomaly")
def small_and_large_codes(runs: Runs) -> int:
    """Compare how well an unseen digit stands out with 2 and with 32 numbers."""
    small, large = (runs(code=code).values["area under the curve, the unseen digit"] for code in (2, 32))
    runs.note(f"The area under the curve is {small:.2f} with 2 numbers and {large:.2f} with 32.")
    return 1 if small > large + 0.03 else 0 if large > small + 0.03 else 2


@settles("clean-only")
def trained_on_clean_images(runs: Runs) -> int:
    """Compare noisy images before and after a network that was trained on clean ones."""
    seen = runs().values
    before, after = seen["error of noisy images"], seen["error of noisy images, cleaned"]
    runs.note(f"The error of the noisy images is {before:.3f}, and {after:.3f} once they have gone through the code.")
    return 0 if after < 0.75 * before else 1 if after < 1.25 * before else 2
