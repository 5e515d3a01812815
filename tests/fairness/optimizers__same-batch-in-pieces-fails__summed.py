"""Name the six fields of a plane, with batches that go through the network in pieces so that they fit into memory."""

import math

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 30
BATCH = 200
PIECE = 24
"""Examples that fit into memory at once."""
RATE = 0.4
MOMENTUM = 0.9


def make_data(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points of a plane; the label says which of six sectors, whose borders wind with the distance."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 2, generator=generator)
    turn = (torch.atan2(x[:, 1], x[:, 0]) + 0.7 * x.norm(dim=1)) / (2 * math.pi) % 1
    return x, (6 * turn).long().clamp(max=5)


def build_model() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 6))


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)


def accumulate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Add the gradient of a batch to .grad, piece by piece; give the batch's mean loss."""
    total = torch.zeros(())
    for start in range(0, len(x), PIECE):
        loss = F.cross_entropy(model(x[start : start + PIECE]), y[start : start + PIECE], reduction="sum") / len(x)
        loss.backward()
        total += loss.detach()
    return float(total)


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Take one step on a batch; give its loss before the step."""
    model.train()
    optimizer.zero_grad()
    loss = accumulate(model, x, y)
    optimizer.step()
    return loss


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
    x_train, y_train = make_data(seed, 1200)
    x_val, y_val = make_data(seed + 1, 500)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        batches = torch.randperm(len(x_train)).split(BATCH)
        losses = [train_step(model, optimizer, x_train[rows], y_train[rows]) for rows in batches]
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        log(
            step=epoch,
            loss=sum(losses) / len(losses),
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            grad_norm=gradient_norm(model),
        )
    return model
