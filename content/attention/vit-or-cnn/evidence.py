"""Patches, shifts, and what a built-in assumption is worth when there are few images."""

import torch

from deepdrill.lab.evidence import Evidence, claim

SIDE, PATCH, WIDTH = 16, 4, 32


@claim
def tokens_and_pairs_grow_with_the_side(evidence: Evidence) -> None:
    """Twice the side of the image gives four times the patches and sixteen times the pairs."""
    counts = []
    for side in (224, 448, 896):
        image = torch.zeros(1, 3, side, side)
        tokens = image.unfold(2, 16, 16).unfold(3, 16, 16).flatten(2, 3).shape[2]
        counts.append(tokens)
        evidence.row(side=side, pixels=side * side, patches=tokens, pairs=tokens**2)
    evidence.require(counts == [196, 784, 3136], f"The counts are {counts}.")


@claim
def patch_embedding_is_a_strided_convolution(evidence: Evidence) -> None:
    """Flattening patches and applying one linear layer equals a convolution whose stride is its width."""
    image, weight = evidence.normal(1, 3, SIDE, SIDE), evidence.normal(WIDTH, 3, PATCH, PATCH)
    patches = image.unfold(2, PATCH, PATCH).unfold(3, PATCH, PATCH)  # (1, 3, rows, columns, PATCH, PATCH)
    linear = torch.einsum("bcyxij,dcij->bdyx", patches, weight)
    difference = float((linear - torch.nn.functional.conv2d(image, weight, stride=PATCH)).abs().max())
    evidence.row(largest_difference=difference)
    evidence.require(difference < 1e-10, f"They differ by {difference:.1e}.")


@claim
def a_convolution_is_equivariant_and_pooling_makes_it_invariant(evidence: Evidence) -> None:
    """Shifting the input shifts a convolution's output; only the pooled output stays the same."""
    image, weight = evidence.normal(1, 1, SIDE, SIDE), evidence.normal(4, 1, 3, 3)

    def features(x: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.conv2d(torch.nn.functional.pad(x, (1, 1, 1, 1), mode="circular"), weight)

    here, there = features(image), features(image.roll(3, -1))
    moved = float((there - here.roll(3, -1)).abs().max())
    unmoved = float((there - here).abs().max())
    pooled = float((there.amax((2, 3)) - here.amax((2, 3))).abs().max())
    evidence.row(compared_with="the shifted output", difference=moved)
    evidence.row(compared_with="the same output (invariance)", difference=unmoved)
    evidence.row(compared_with="the same output after pooling", difference=pooled)
    evidence.require(moved < 1e-10, f"The output does not move along: {moved:.1e}.")
    evidence.require(unmoved > 0.1, "The output did not change at all.")
    evidence.require(pooled < 1e-10, f"Pooling leaves a difference of {pooled:.1e}.")


def images(evidence: Evidence, count: int, *, right: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw noisy images with a T, upright or upside down, somewhere in the left or the right half."""
    upright = torch.tensor([[1.0, 1, 1], [0, 1, 0], [0, 1, 0]])
    signs = torch.stack((upright, upright.flip(0)))
    x = evidence.normal(count, SIDE, SIDE, scale=0.3, dtype=torch.float32)
    y = evidence.integers(count, low=0, high=2)
    rows = evidence.integers(count, low=0, high=SIDE - 2)
    columns = evidence.integers(count, low=SIDE // 2 if right else 0, high=SIDE - 2 if right else SIDE // 2 - 2)
    for i, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        x[i, row : row + 3, column : column + 3] += 2 * signs[y[i]]
    return x, y


class SmallCNN(torch.nn.Module):
    """Eight filters, the largest response of each over all places, a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.filters, self.head = torch.nn.Conv2d(1, 8, 3), torch.nn.Linear(8, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give the scores of the two classes."""
        return self.head(torch.relu(self.filters(x[:, None])).amax((2, 3)))


class SmallViT(torch.nn.Module):
    """Patches of 4 by 4, learned positions, one transformer block, an average, a linear layer."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.place = torch.nn.Linear(PATCH**2, WIDTH), torch.nn.Embedding((SIDE // PATCH) ** 2, WIDTH)
        self.project, self.head = torch.nn.Linear(WIDTH, 3 * WIDTH), torch.nn.Linear(WIDTH, 2)
        self.up, self.down = torch.nn.Linear(WIDTH, 2 * WIDTH), torch.nn.Linear(2 * WIDTH, WIDTH)
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(WIDTH) for _ in range(2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give the scores of the two classes."""
        patches = x.unfold(1, PATCH, PATCH).unfold(2, PATCH, PATCH).flatten(3).flatten(1, 2)
        hidden = self.embed(patches) + self.place.weight
        q, k, v = self.project(self.norms[0](hidden)).chunk(3, -1)
        hidden = hidden + torch.softmax(q @ k.mT / WIDTH**0.5, -1) @ v
        hidden = hidden + self.down(torch.relu(self.up(self.norms[1](hidden))))
        return self.head(hidden.mean(1))


def train(evidence: Evidence, model: torch.nn.Module, x: torch.Tensor, y: torch.Tensor, rate: float) -> None:
    """Train with Adam, by hand: the first use of torch.optim takes seconds."""
    parameters = list(model.parameters())
    moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in parameters]
    for step in range(1, 151):
        some = evidence.integers(64, low=0, high=len(x))
        loss = torch.nn.functional.cross_entropy(model(x[some]), y[some])
        for p, (mean, square), slope in zip(parameters, moments, torch.autograd.grad(loss, parameters), strict=True):
            mean.lerp_(slope, 0.1)
            square.lerp_(slope * slope, 0.01)
            p.data -= rate * (mean / (1 - 0.9**step)) / ((square / (1 - 0.99**step)).sqrt() + 1e-8)


@claim
def the_built_in_assumption_wins_on_few_images(evidence: Evidence) -> None:
    """Trained on 512 images with the sign on the left, a small CNN finds it anywhere; a small ViT does not."""
    x, y = images(evidence, 512, right=False)
    tests = {half: images(evidence, 400, right=half == "right") for half in ("left", "right")}
    shares = {}
    for name, model, rate in (("CNN", SmallCNN(), 2e-2), ("ViT", SmallViT(), 5e-3)):
        train(evidence, model, x, y, rate)
        with torch.no_grad():
            shares[name] = {half: (model(a).argmax(-1) == b).float().mean().item() for half, (a, b) in tests.items()}
        size = sum(p.numel() for p in model.parameters())
        left, right = shares[name]["left"], shares[name]["right"]
        evidence.row(model=name, parameters=size, right_on_the_left=left, elsewhere=right)
    evidence.require(shares["CNN"]["right"] > 0.9, f"The CNN is right on {shares['CNN']['right']:.0%} elsewhere.")
    evidence.require(shares["ViT"]["right"] < 0.8, f"The ViT is right on {shares['ViT']['right']:.0%} elsewhere.")
