"""Reuse a network that names twelve fields of a disc, to name four groups of these fields from few examples."""

import math

import torch
from torch import nn
from torch.nn import functional as F

WIDTH = 48
FIELDS, GROUPS = 12, 4
EPOCHS = 40
RATE = 0.02


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU())
        self.head = nn.Linear(WIDTH, FIELDS)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))


def make_fields(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points of a disc; the label says which of six sectors, in the inner or the outer half of the area."""
    area, turn = torch.rand(count, generator=generator), torch.rand(count, generator=generator)
    x = 3 * area.sqrt()[:, None] * torch.stack([(2 * math.pi * turn).cos(), (2 * math.pi * turn).sin()], dim=1)
    return x, (6 * turn).long() + 6 * (area > 0.5)


def make_groups(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points; the label says whether the sector is even or odd, inside or outside."""
    x, field = make_fields(count, generator)
    return x, field % 2 + 2 * (field >= 6)


def pretrain(model: Network, generator: torch.Generator) -> None:
    """Teach the whole network the twelve fields."""
    x, y = make_fields(2000, generator)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(12):
        for rows in torch.randperm(len(x), generator=generator).split(100):
            optimizer.zero_grad()
            F.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()


def prepare(model: Network, groups: int) -> torch.optim.Optimizer:
    """Freeze the body, give the network a head for the new labels, and make the optimizer for what is to be trained."""
    model.head = nn.Sequential(nn.Linear(WIDTH, groups))
    model.body.requires_grad_(requires_grad=False)
    optimizer = torch.optim.AdamW(model.head.parameters(), lr=RATE)
    return optimizer


def train_epoch(model: Network, optimizer: torch.optim.Optimizer, batches) -> float:
    """Go over the batches once; give the mean loss."""
    model.train()
    total = 0.0
    for x, y in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


@torch.no_grad()
def evaluate(model: Network, x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    model.eval()
    scores = model(x)
    return F.cross_entropy(scores, y).item(), (scores.argmax(dim=1) == y).float().mean().item()


def gradient_norm(model: nn.Module) -> float:
    return math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))


def train(seed: int, log) -> Network:
    """Train from a seed, logging after every epoch on the new labels."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = Network()
    pretrain(model, generator)
    x_train, y_train = make_groups(240, generator)
    x_val, y_val = make_groups(500, generator)
    optimizer = prepare(model, GROUPS)
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x_train), generator=generator)
        loss = train_epoch(model, optimizer, [(x_train[rows], y_train[rows]) for rows in order.split(60)])
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        head_norm = gradient_norm(model.head)
        log(step=epoch, loss=loss, val_loss=val_loss, val_accuracy=val_accuracy, head_grad_norm=head_norm)
    return model
