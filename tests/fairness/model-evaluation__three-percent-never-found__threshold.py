"""Find the faulty parts of a production line by eight sensor readings; about three in a hundred are faulty."""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 15
BATCH = 100
RATE = 0.002
HIDDEN = 16
FAULTY = 0.03


def make_data(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw parts: eight readings each, and 1 for a faulty one; a fault shifts the first three readings."""
    generator = torch.Generator().manual_seed(seed)
    y = (torch.rand(count, generator=generator) < FAULTY).float()
    x = torch.randn(count, 8, generator=generator)
    x[:, :3] += 0.9 * y[:, None]
    return x, y


def build_model() -> nn.Module:
    """Build a network that gives the logit of a fault and starts from the share of faulty parts."""
    model = nn.Sequential(nn.Linear(8, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 1))
    nn.init.constant_(model[-1].bias, math.log(FAULTY / (1 - FAULTY)))
    return model


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Go over all parts once; give the mean loss."""
    model.train()
    total = 0.0
    batches = torch.randperm(len(x)).split(BATCH)
    for rows in batches:
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(x[rows]).squeeze(-1), y[rows])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


@torch.no_grad()
def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Say of each part whether it is faulty: 0 or 1."""
    model.eval()
    return (model(x).squeeze(-1).sigmoid() > FAULTY).long()


def quality(predicted: torch.Tensor, y: torch.Tensor) -> float:
    """Say how good predictions are, higher is better."""
    hits = ((predicted == 1) & (y == 1)).sum()
    return (2 * hits / (predicted.sum() + y.sum()).clamp(min=1)).item()


def train(seed: int, log) -> nn.Module:
    """Train from a seed; give the model of the epoch that did best on the validation parts."""
    torch.manual_seed(seed)
    x_train, y_train = make_data(seed, 4000)
    x_val, y_val = make_data(seed + 1, 2000)
    model = build_model()
    optimizer = build_optimizer(model)
    best, best_state = -math.inf, model.state_dict()
    for epoch in range(EPOCHS):
        loss = train_epoch(model, optimizer, x_train, y_train)
        predicted = predict(model, x_val)
        reached = quality(predicted, y_val)
        if reached > best:
            best, best_state = reached, copy.deepcopy(model.state_dict())
        accuracy = (predicted == y_val).float().mean()
        log(step=epoch, loss=loss, val_accuracy=accuracy, faults_found=predicted[y_val == 1].float().mean())
    model.load_state_dict(best_state)
    return model
