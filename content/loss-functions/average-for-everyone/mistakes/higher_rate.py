# /// mistake
# fails = "each_flat_is_compared_with_its_own_rent"
# says = "You raised the learning rate, but the loss does not crawl, it has arrived: look at the shapes of what it compares."
# ///
"""Predict the monthly rent of flats from six facts about each."""

import torch
from torch import nn

EPOCHS = 40
BATCH = 50
RATE = 0.05
HIDDEN = 32


def make_data(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw flats, six standardised facts each, and their rents, scaled to a variance of about 1."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 6, generator=generator)
    rent = x[:, 0] + 0.7 * (x[:, 1] * x[:, 2]).tanh() - 0.6 * x[:, 3].abs() + 0.5 * (2 * x[:, 4]).sin()
    return x, (rent + 0.48) / 1.2 + 0.1 * torch.randn(count, generator=generator)


def build_model() -> nn.Module:
    return nn.Sequential(nn.Linear(6, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 1))


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def squared_error(prediction: torch.Tensor, rent: torch.Tensor) -> torch.Tensor:
    return ((prediction - rent) ** 2).mean()


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Take one step on a batch; give its loss before the step."""
    model.train()
    optimizer.zero_grad()
    loss = squared_error(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the mean squared error."""
    model.eval()
    return squared_error(model(x), y).item()


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    x_train, y_train = make_data(seed, 1000)
    x_val, y_val = make_data(seed + 1, 500)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        batches = torch.randperm(len(x_train)).split(BATCH)
        losses = [train_step(model, optimizer, x_train[rows], y_train[rows]) for rows in batches]
        with torch.no_grad():
            spread = model(x_val).std()
        log(step=epoch, loss=sum(losses) / len(losses), val_loss=evaluate(model, x_val, y_val), spread=spread)
    return model
