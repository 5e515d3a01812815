# /// mistake
# fails = "each_batch_brings_its_own_gradient"
# says = "You trained for longer, but the sum of gradients only grows: clear the gradients for every batch instead."
# ///
"""Tell two interleaved spirals apart with a small network."""

import math

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 120
BATCH = 50
RATE = 0.3


def make_spirals(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points of two spiral arms with noise; the label says which arm."""
    y = torch.arange(count) % 2
    radius = torch.rand(count, generator=generator).sqrt()
    angle = 1.25 * math.pi * radius + math.pi * y
    x = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    return 2 * (x + 0.03 * torch.randn(count, 2, generator=generator)), y


def build_model() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=RATE)


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, batches) -> float:
    """Go over the batches once; give the mean loss."""
    model.train()
    total = 0.0
    for x, y in batches:
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    model.eval()
    scores = model(x)
    return F.cross_entropy(scores, y).item(), (scores.argmax(dim=1) == y).float().mean().item()


def gradient_norm(model: nn.Module) -> float:
    return math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))


def train(seed: int, log) -> nn.Module:
    """Train from a seed, logging after every epoch."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x_train, y_train = make_spirals(1000, generator)
    x_val, y_val = make_spirals(500, generator)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x_train), generator=generator)
        batches = [(x_train[rows], y_train[rows]) for rows in order.split(BATCH)]
        loss = train_epoch(model, optimizer, batches)
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        log(
            step=epoch,
            loss=loss,
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            grad_norm=gradient_norm(model),
        )
    return model
