# /// mistake
# fails = "the_rate_falls_by_a_tenth_an_epoch"
# says = "You started from a higher rate, which the schedule eats up nearly as fast: it still takes off a tenth after every batch, not every epoch."
# ///
"""Tell three noisy rings apart with a small network."""

import math

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 30
BATCH = 50
RATE = 0.5

Data = tuple[torch.Tensor, torch.Tensor]


def make_rings(count: int, generator: torch.Generator) -> Data:
    """Draw points near circles of radius 0.5, 1 and 1.5; the label says which circle."""
    y = torch.arange(count) % 3
    radius = (y + 1) / 2 + 0.08 * torch.randn(count, generator=generator)
    angle = 2 * math.pi * torch.rand(count, generator=generator)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1), y


def build_model() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 3))


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)


def build_schedule(optimizer: torch.optim.Optimizer) -> torch.optim.lr_scheduler.LRScheduler:
    return torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    model.eval()
    scores = model(x)
    return F.cross_entropy(scores, y).item(), (scores.argmax(dim=1) == y).float().mean().item()


def gradient_norm(model: nn.Module) -> float:
    return math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))


def fit(model: nn.Module, optimizer: torch.optim.Optimizer, schedule, data: Data, val: Data, epochs: int, log) -> None:
    """Train a model on `data` for some epochs, logging after each."""
    x, y = data
    for epoch in range(epochs):
        model.train()
        total = 0.0
        batches = torch.randperm(len(x)).split(BATCH)
        for rows in batches:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        val_loss, val_accuracy = evaluate(model, *val)
        log(
            step=epoch,
            loss=total / len(batches),
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            grad_norm=gradient_norm(model),
        )


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    data, val = make_rings(1000, generator), make_rings(500, generator)
    model = build_model()
    optimizer = build_optimizer(model)
    fit(model, optimizer, build_schedule(optimizer), data, val, EPOCHS, log)
    return model
