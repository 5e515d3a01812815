"""Tell six kinds of seeds apart by sixteen measurements each."""

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 8
BATCH = 40
RATE = 0.003
HIDDEN = 64
DROPOUT = 0.2
KINDS = 6


def make_data(seed: int, each: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw as many seeds of every kind, one kind after the other; every kind has two varieties."""
    centres = torch.randn(KINDS, 2, 16, generator=torch.Generator().manual_seed(1))
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(KINDS).repeat_interleave(each)
    variety = torch.randint(2, y.shape, generator=generator)
    return centres[y, variety] + 0.7 * torch.randn(len(y), 16, generator=generator), y


def build_model() -> nn.Module:
    return nn.Sequential(
        nn.Linear(16, HIDDEN),
        nn.BatchNorm1d(HIDDEN),
        nn.ReLU(),
        nn.Dropout(DROPOUT),
        nn.Linear(HIDDEN, HIDDEN),
        nn.BatchNorm1d(HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, KINDS),
    )


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Go over all seeds once, in random order; give the mean loss."""
    total = 0.0
    batches = torch.randperm(len(x)).split(BATCH)
    for rows in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


@torch.no_grad()
def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Give a score for each kind, for every seed."""
    return model(x)


def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    scores = torch.cat([predict(model, batch) for batch in x.split(BATCH)])
    return F.cross_entropy(scores, y).item(), (scores.argmax(dim=-1) == y).float().mean().item()


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    x_train, y_train = make_data(seed, 120)
    x_val, y_val = make_data(seed + 1, 80)
    model = build_model()
    model.train()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        loss = train_epoch(model, optimizer, x_train, y_train)
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        log(step=epoch, loss=loss, val_loss=val_loss, val_accuracy=val_accuracy)
    return model
