"""GANs that draw digits. Their critics are free, have clipped weights, or divide each layer by its norm."""

from itertools import pairwise
from statistics import mean

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

NOISE, HIDDEN, BATCH, TRAIN = 16, 64, 64, 1000
SAMPLES = 600
"""Images of each kind that are compared with as many held-out real ones."""
EVERY = 20
"""Steps of the generator between two points of the charts."""
STEEPEST, BOUND = "steepest slope found", "product of the layers' norms"
RANK = "middle layer"


class Layer(nn.Linear):
    """A linear layer that may divide its weight by its largest singular value, found by power iteration."""

    def __init__(self, inputs: int, outputs: int, *, normalised: bool, power: str) -> None:
        """Make the layer; power says how the singular value is found."""
        super().__init__(inputs, outputs)
        self.normalised, self.power = normalised, power
        self.left = nn.functional.normalize(torch.randn(outputs), dim=0)
        """Where power iteration has come to: a guess of the left singular vector (outputs,)."""

    def norm(self) -> Tensor:
        """Estimate the largest singular value; for its gradient the singular vectors count as constants."""
        with torch.no_grad():
            if self.power == "one step, begun anew":
                self.left = nn.functional.normalize(torch.randn_like(self.left), dim=0)
            for _ in range(10 if self.power == "ten steps" else 1):
                right = nn.functional.normalize(self.weight.T @ self.left, dim=0)
                self.left = nn.functional.normalize(self.weight @ right, dim=0)
        return self.left @ self.weight @ right

    def used(self) -> Tensor:
        """Give the weight (outputs, inputs) that the layer multiplies by."""
        return self.weight / self.norm() if self.normalised else self.weight

    def forward(self, x: Tensor) -> Tensor:
        """Take (N, inputs), give (N, outputs)."""
        return nn.functional.linear(x, self.used(), self.bias)


class Critic(nn.Sequential):
    """Scores images (N, 64) by three layers; the leaky ReLUs between them have slopes of at most 1."""

    def __init__(self, hold: str, power: str) -> None:
        """Make the critic; hold says what keeps it from being steep."""
        self.hold = hold
        sizes = pairwise((64, HIDDEN, HIDDEN, 1))
        first, middle, last = (Layer(*size, normalised=hold == "normalised", power=power) for size in sizes)
        super().__init__(first, nn.LeakyReLU(0.2), middle, nn.LeakyReLU(0.2), last)

    @torch.no_grad()
    def spectra(self) -> list[Tensor]:
        """Give the exact singular values of the weights that are used, one tensor per layer."""
        return [torch.linalg.svdvals(layer.used()) for layer in self if isinstance(layer, Layer)]

    def slopes(self, x: Tensor) -> Tensor:
        """Give the length of the score's gradient at each image (N, 64)."""
        x = x.clone().requires_grad_()
        return torch.autograd.grad(self(x).sum(), x)[0].norm(dim=1)

    def loss(self, scores: Tensor) -> Tensor:
        """Give the critic's loss; the first half of the scores (2N, 1) is of real images.

        The free critic tells real from drawn by logistic regression. The others push the two means apart.
        """
        real, fake = scores.chunk(2)
        if self.hold == "free":
            return nn.functional.softplus(-real).mean() + nn.functional.softplus(fake).mean()
        return fake.mean() - real.mean()

    def reward(self, fake: Tensor) -> Tensor:
        """Give the generator's loss, which makes the scores (N, 1) of drawn images rise."""
        return nn.functional.softplus(-fake).mean() if self.hold == "free" else -fake.mean()

    @torch.no_grad()
    def clip(self, most: float) -> None:
        """Cut every weight back to between -most and most."""
        for weight in self.parameters():
            weight.clamp_(-most, most)


class Generator(nn.Sequential):
    """Turns noise into images (N, 64) between -1 and 1."""

    def __init__(self) -> None:
        """Make it, with batch normalisation: without it all its images soon are the same."""
        hidden = [
            layer
            for size in ((NOISE, HIDDEN), (HIDDEN, HIDDEN))
            for layer in (nn.Linear(*size), nn.BatchNorm1d(HIDDEN), nn.ReLU())
        ]
        super().__init__(*hidden, nn.Linear(HIDDEN, 64), nn.Tanh())

    def draw(self, count: int) -> Tensor:
        """Draw images (count, 64)."""
        return self(torch.randn(count, NOISE))


def step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Take one step."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def sliced(a: Tensor, b: Tensor, directions: Tensor) -> float:
    """Give the sliced Wasserstein distance of as many images (N, 64): along each direction, sort and compare."""
    return float(((a @ directions).sort(0).values - (b @ directions).sort(0).values).abs().mean())


def told_apart(made: Tensor, real: Tensor) -> float:
    """Give how often the nearest other image is of the same kind, made or real; 0.5 is as good as it gets."""
    both = torch.cat([made, real])
    is_made = torch.arange(len(both)) < len(made)
    return float((is_made[apart(both).argmin(1)] == is_made).double().mean())


def apart(x: Tensor) -> Tensor:
    """Give the distances (N, N) of images (N, 64); none is its own neighbour."""
    return torch.cdist(x, x).fill_diagonal_(torch.inf)


def watch(lab: Lab, done: int, critic: Critic, fake: Tensor, x: Tensor) -> None:
    """Show how steep the critic is between real and drawn images, and what its layers would allow."""
    between = torch.rand(len(fake), 1)
    lab.point(STEEPEST, done, critic.slopes(between * x[: len(fake)] + (1 - between) * fake).max(), chart="slope")
    spectra = critic.spectra()
    lab.point(BOUND, done, torch.stack([values[0] for values in spectra]).prod(), chart="slope")
    lab.point(RANK, done, (spectra[1] ** 2).sum() / spectra[1][0] ** 2, chart="rank")


def report(lab: Lab, kinds: dict[str, Tensor], held: Tensor, x: Tensor, y: Tensor, directions: Tensor) -> None:
    """Compare images of each kind with held-out real ones, and count the digits among them."""
    rows = []
    for name, made in kinds.items():
        digits = y[torch.cdist(made, x).argmin(1)].bincount(minlength=10) / len(made)
        told = told_apart(made, held)
        rows.append(
            {
                "images": name,
                "distance": round(sliced(made, held, directions), 3),
                "told from real": round(told, 3),
                "to the nearest of their own": round(float(apart(made).min(1).values.mean()), 2),
                "rarest digit": round(float(digits.min()), 3),
                "most common digit": round(float(digits.max()), 3),
            }
        )
        lab.value(f"told from real: {name}", told)
    lab.table("600 of each beside 600 held-out digits", rows)


def run(lab: Lab, *, hold: str, clip: float, power: str, turns: int, training: int) -> None:
    """Train critic and generator in turns, then compare with a Gaussian and with real digits."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 8 - 1, torch.tensor(classes)[order]
    x, y, held = x[:TRAIN], y[:TRAIN], x[TRAIN : TRAIN + SAMPLES]
    directions = nn.functional.normalize(torch.randn(64, 64), dim=0)
    spread = torch.linalg.cholesky(x.T.cov() + 1e-4 * torch.eye(64))
    gaussian = (x.mean(0) + torch.randn(SAMPLES, 64) @ spread.T).clamp(-1, 1)
    plain = sliced(gaussian, held, directions)
    generator, critic = Generator(), Critic(hold, power)
    draws, judges = (
        torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.0, 0.9), fused=True) for net in (generator, critic)
    )
    for done in range(training + 1):
        if done % EVERY == 0:
            with torch.no_grad():
                fake = generator.draw(SAMPLES)
            watch(lab, done, critic, fake, x)
            lab.point("GAN", done, sliced(fake, held, directions), chart="distance")
            lab.point("Gaussian", done, plain, chart="distance")
            lab.image("drawn by the GAN", tiles(fake[:40].reshape(-1, 8, 8), columns=10), low=-1, high=1)
        if lab.stopped:
            return
        for _ in range(turns):
            with torch.no_grad():
                fake = generator.draw(BATCH)
            step(judges, critic.loss(critic(torch.cat([x[torch.randint(TRAIN, (BATCH,))], fake]))))
            if hold == "clipped":
                critic.clip(clip)
        step(draws, critic.reward(critic(generator.draw(BATCH))))
    with torch.no_grad():
        fake = generator.draw(SAMPLES)
    lab.image("drawn from a Gaussian", tiles(gaussian[:20].reshape(-1, 8, 8), columns=10), low=-1, high=1)
    report(lab, {"GAN": fake, "Gaussian": gaussian, "real": x[:SAMPLES]}, held, x, y, directions)


@settles("anew")
def power_iteration_begun_anew(runs: Runs) -> int:
    """Compare what the layers' norms multiply to, with power iteration continued and begun anew."""
    on, anew = (
        mean(runs(power=power, training=200).ys(BOUND)[5:]) for power in ("one step, continued", "one step, begun anew")
    )
    runs.note(f"From step 100 on the exact norms multiply to {on:.2f} if it goes on, {anew:.2f} if it begins anew.")
    return 2 if anew > 1.6 and on < 1.35 else 1 if anew < 0.8 else 0 if anew < 1.35 else -1


@settles("directions")
def directions_of_the_middle_layer(runs: Runs) -> int:
    """Compare the stable rank of the middle layer, clipped and normalised."""
    clipped, normalised = (runs(hold=hold, training=200).last(RANK) for hold in ("clipped", "normalised"))
    runs.note(f"The middle layer's stable rank ends at {clipped:.1f} clipped and at {normalised:.1f} normalised.")
    if clipped < 3 and normalised < 3:
        return 0
    return 1 if clipped * 4 < normalised else 2 if normalised * 4 < clipped else -1


@settles("turns")
def five_turns_for_the_critic(runs: Runs) -> int:
    """Compare the distance over the last of 100 steps with one and five turns, free and normalised."""
    free, normalised = (
        [mean(runs(hold=hold, turns=turns, training=100).ys("GAN")[-3:]) for turns in (1, 5)]
        for hold in ("free", "normalised")
    )
    runs.note(
        f"From one turn to five the distance goes from {free[0]:.3f} to {free[1]:.3f} if the critic is free, "
        f"from {normalised[0]:.3f} to {normalised[1]:.3f} if it is normalised."
    )
    worse, better = free[1] > 1.05 * free[0], normalised[1] < 0.95 * normalised[0]
    if free[1] < 0.95 * free[0] and better:
        return 0
    return 1 if worse and normalised[1] > 1.05 * normalised[0] else 2 if worse and better else -1


@settles("gaussian")
def beside_a_gaussian(runs: Runs) -> int:
    """Compare how often the nearest neighbour tells images of the GAN and of the Gaussian from real ones."""
    gan, gaussian = (runs(training=200).values[f"told from real: {name}"] for name in ("GAN", "Gaussian"))
    runs.note(
        f"The nearest neighbour is of the same kind for {gan:.3f} of the GAN's and {gaussian:.3f} of the Gaussian's."
    )
    return 2 if gan < gaussian - 0.015 else 0 if gan > gaussian + 0.015 else 1
