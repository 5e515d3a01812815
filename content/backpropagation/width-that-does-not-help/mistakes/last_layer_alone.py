# /// mistake
# fails = "units_of_a_layer_start_apart"
# says = "You drew the last layer at random, which sets the units of the second apart, but those of the first, all passed on alike, stay the same. Draw the weights of every layer at random."
# ///
"""Predict the height of the tide from the hour of the day."""

import math

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 50
BATCH = 50
HIDDEN = 32
RATE = 0.01


def make_tides(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw hours, scaled to [-1, 1], and heights, with a variance of about 1; both (count, 1)."""
    x = 2 * torch.rand(count, 1, generator=generator) - 1
    height = 1.2 * (2 * math.pi * x).sin() + 0.7 * (math.pi * x).cos()
    return x, height + 0.1 * torch.randn(count, 1, generator=generator)


def build_model() -> nn.Module:
    """Build a network in which every unit passes on the mean of its inputs, so that nothing starts too large."""
    model = nn.Sequential(nn.Linear(1, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 1))
    for layer in (model[0], model[2]):
        nn.init.constant_(layer.weight, 1 / layer.in_features)
        nn.init.zeros_(layer.bias)
    return model


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Go over the hours once, in a new order; give the mean loss."""
    model.train()
    losses = []
    for rows in torch.randperm(len(x)).split(BATCH):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the mean squared error."""
    model.eval()
    return F.mse_loss(model(x), y).item()


def gradient_norm(model: nn.Module) -> float:
    return math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x_train, y_train = make_tides(1000, generator)
    x_val, y_val = make_tides(500, generator)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        loss = train_epoch(model, optimizer, x_train, y_train)
        log(step=epoch, loss=loss, val_loss=evaluate(model, x_val, y_val), grad_norm=gradient_norm(model))
    return model
