"""A digit drifts over a stained background: single frames classified, and what the frames of a film do together."""

from dataclasses import dataclass

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

SIDE, DIGIT = 16, 8
"""Pixels of a frame and of a digit."""
FRAMES, CUT = 32, 16
"""Frames of a film; at this one a cut comes, to another digit before another background."""
FILMS, STEPS, BATCH = 200, 400, 64
STRIDES = (1, 2, 4, 8, 16)
"""Look at every so many frames only."""
SECOND = 25
"""Frames per second of the film."""
SUBSTEPS = 5
"""Sharp pictures that a blurred one is the mean of."""


class Classifier(nn.Sequential):
    """Two convolutions of stride 2 and a linear layer: frames (N, 1, 16, 16) become logits (N, 10)."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__(
            nn.Conv2d(1, 16, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(32 * (SIDE // 4) ** 2, 10),
        )

    @property
    def flop(self) -> int:
        """Give the floating-point operations per frame, two for each multiply-add."""
        first, second = ((SIDE // 2) ** 2, (SIDE // 4) ** 2)  # places of the two maps
        return 2 * (first * self[0].weight.numel() + second * self[2].weight.numel() + self[5].weight.numel())


def stains(size: int) -> Tensor:
    """Draw smooth backgrounds (N, 16, 16), which stay as they are while a scene lasts."""
    coarse = torch.randn(size, 1, 5, 5)
    return 0.15 * nn.functional.interpolate(coarse, SIDE, mode="bilinear", align_corners=True)[:, 0]


def placed(digits: Tensor, at: Tensor) -> Tensor:
    """Put digits (N, 8, 8) into empty frames (N, 16, 16), with their middle at (N, 2) pixels from the frame's."""
    padded = nn.functional.pad(digits, (4, 4, 4, 4))[:, None]
    still = torch.eye(2).expand(len(digits), 2, 2)
    grid = nn.functional.affine_grid(
        torch.cat([still, -at[:, :, None] * 2 / SIDE], 2), [len(digits), 1, SIDE, SIDE], align_corners=False
    )
    return nn.functional.grid_sample(padded, grid, align_corners=False)[:, 0]


@dataclass(frozen=True)
class Scene:
    """Digits on the move: what they are, where from, how fast, and before what."""

    digits: Tensor
    """(N, 8, 8)"""
    classes: Tensor
    """(N,)"""
    start: Tensor
    """Pixels from the middle of the frame (N, 2)."""
    pace: Tensor
    """Pixels per frame (N, 2)."""
    behind: Tensor
    """(N, 16, 16)"""

    def frame(self, time: float, blur: float, noise: float) -> Tensor:
        """Take the frame (N, 16, 16) at a time, smeared over so many pixels along the way, with fresh noise."""
        way = self.pace / self.pace.norm(dim=1, keepdim=True)
        offsets = torch.linspace(-0.5, 0.5, SUBSTEPS) * blur if blur else torch.zeros(1)
        at = mirrored(self.start + time * self.pace)
        picture = torch.stack([placed(self.digits, at + float(offset) * way) for offset in offsets]).mean(0)
        return picture + self.behind + noise * torch.randn_like(picture)


def mirrored(at: Tensor) -> Tensor:
    """Let what would leave the range from -3 to 3 pixels come back from its wall."""
    return 3 - ((at + 3) % 12 - 6).abs()


def scene(images: Tensor, classes: Tensor, size: int, speed: float) -> Scene:
    """Begin a scene with random digits, places, directions and stains."""
    rows, turn = torch.randint(len(images), (size,)), torch.rand(size) * 6.3
    pace = max(speed, 1e-6) * torch.stack([turn.cos(), turn.sin()], 1)
    return Scene(images[rows], classes[rows], torch.rand(size, 2) * 6 - 3, pace, stains(size))


def train(lab: Lab, net: Classifier, images: Tensor, classes: Tensor, noise: float) -> None:
    """Train on single sharp frames."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        shown = scene(images, classes, BATCH, 0.0)
        loss = nn.functional.cross_entropy(net(shown.frame(0, 0.0, noise)[:, None]), shown.classes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decay.step()
        if step % 5 == 0:
            lab.point("training batch", step, loss, chart="training")
        if lab.stopped:
            return


@torch.no_grad()
def watch(net: Classifier, film: Tensor) -> Tensor:
    """Give the logits (32, N, 10) of a film (32, N, 16, 16), frame by frame."""
    return torch.stack([net(frame[:, None]) for frame in film])


def running(logits: Tensor, newest: float) -> Tensor:
    """Give the running mean of logits (32, N, 10): the newest frame has this weight, what was before the rest."""
    means = [logits[0]]
    for frame in logits[1:]:
        means.append(newest * frame + (1 - newest) * means[-1])
    return torch.stack(means)


def mean_so_far(logits: Tensor) -> Tensor:
    """Give the mean of all frames up to each one (32, N, 10)."""
    return logits.cumsum(0) / torch.arange(1, len(logits) + 1)[:, None, None]


def right(logits: Tensor, classes: Tensor) -> Tensor:
    """Give the share of films whose largest logit is the right one, for each frame (32,)."""
    return (logits.argmax(-1) == classes).double().mean(-1)


def costs(net: Classifier) -> dict[int, float]:
    """Give the MFLOP of a scene by how many frames make one look."""
    return {stride: net.flop * CUT / stride / 1e6 for stride in STRIDES}


def by_cost(lab: Lab, net: Classifier, logits: Tensor, classes: Tensor) -> None:
    """Look at every first, second, fourth, … frame before the cut, and average."""
    for stride in STRIDES:
        looked = logits[:CUT:stride].mean(0)
        lab.point("mean of the logits", costs(net)[stride], right(looked, classes), chart="cost")
        lab.value(f"right, one frame in {stride}", right(looked, classes))


def run(lab: Lab, *, noise: float, speed: float, blur: int, newest: float) -> None:
    """Train on single frames, then show films with a cut in the middle."""
    images, names = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order].reshape(-1, DIGIT, DIGIT) / 16, torch.tensor(names)[order]
    net = Classifier()
    train(lab, net, x[:1300], y[:1300], noise)
    scenes = [scene(x[1300:], y[1300:], FILMS, speed) for _ in range(2)]
    film = torch.stack([scenes[time // CUT].frame(time % CUT, blur, noise) for time in range(FRAMES)])
    lab.image(
        "every second frame of a film, with the cut in the middle", tiles(film[::2, 0], columns=4), low=-0.5, high=1.2
    )
    truth = torch.stack([scenes[time // CUT].classes for time in range(FRAMES)])  # (32, N)
    logits = watch(net, film)
    smoothed = running(logits, newest)
    for name, made in {"single frame": logits, "running mean": smoothed, "mean so far": mean_so_far(logits)}.items():
        lab.curve(name, range(1, FRAMES + 1), right(made, truth), chart="film")
    by_cost(lab, net, logits, scenes[0].classes)
    with torch.no_grad():
        once = right(net(film[:CUT].mean(0)[:, None]), scenes[0].classes)
    single = right(logits[:CUT], scenes[0].classes).mean()
    for name, level in {"single frame": single, "one look at the mean of 16": once}.items():  # level lines
        lab.curve(name, costs(net).values(), [level] * len(STRIDES), chart="cost")
    lab.value("right, single frame", single)
    lab.value("right, one look at the mean", once)
    lab.value("lag after the cut, frames", back_ahead(smoothed, logits, truth))
    lab.value("MFLOP per frame", net.flop / 1e6)
    lab.value("MFLOP per second", net.flop * SECOND / 1e6)


def back_ahead(smoothed: Tensor, logits: Tensor, truth: Tensor) -> int:
    """Count the frames of the new scene in which the running mean is no better than a single frame usually is."""
    usual = right(logits[CUT:], truth[CUT:]).mean()
    after = right(smoothed[CUT:], truth[CUT:])
    return int((after <= usual).sum())


@settles("independent")
def frames_that_err_together(runs: Runs) -> int:
    """See how much of a single frame's error is left in the mean of sixteen."""
    values = runs().values
    one, many = 1 - values["right, single frame"], 1 - values["right, one frame in 1"]
    runs.note(
        f"A single frame errs in {one:.2f} of the cases, the mean of sixteen in {many:.2f}: {many / one:.0%} is left."
    )
    return 0 if many < 0.1 * one else 1 if 0.2 * one < many < 0.85 * one else 2 if many > 0.95 * one else -1


@settles("skipping")
def one_frame_in_four(runs: Runs) -> int:
    """See what share of the gain over a single frame is left with a quarter of the frames."""
    values = runs().values
    one, some, all_frames = (values[f"right, {what}"] for what in ("single frame", "one frame in 4", "one frame in 1"))
    kept = (some - one) / (all_frames - one)
    runs.note(
        f"Right: single frame {one:.2f}, one in four {some:.2f}, all sixteen {all_frames:.2f}; {kept:.0%} is kept."
    )
    return -1 if all_frames < one + 0.05 else 0 if kept < 0.25 else 1 if kept < 0.5 else 2


@settles("one-look")
def one_look_at_the_mean(runs: Runs) -> int:
    """Average pixels in place of logits."""
    values = runs().values
    one, once, many = (values[f"right, {what}"] for what in ("single frame", "one look at the mean", "one frame in 1"))
    runs.note(f"Right: one look at the mean {once:.2f}, single frame {one:.2f}, mean of sixteen logits {many:.2f}.")
    return 0 if once > many - 0.02 else 1 if once > one + 0.02 else 2 if once < one - 0.02 else -1


@settles("cut")
def after_the_cut(runs: Runs) -> int:
    """Count the frames after the cut in which the running mean is no better than a single frame."""
    count = int(runs().values["lag after the cut, frames"])
    runs.note(f"In {count} frames of the new scene the running mean is no better than a single frame usually is.")
    return 0 if count <= 1 else 1 if count < 13 else 2
