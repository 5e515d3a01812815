# /// mistake
# fails = "the_model_bends"
# says = "You bend only the output: what reaches it is still one plane, so that all that is possible is a plane with everything below zero cut off. Put the activation between the layers."
# ///
"""Learn how the power of a wind turbine depends on wind speed and direction, from measurements."""

import math

import torch
from torch import nn

EPOCHS = 20
BATCH = 50
RATE = 0.01
HIDDEN = 32
LAYERS = 3


def make_data(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw measurements: speed and direction, each from -1 to 1, and the power, with a variance of about 1."""
    generator = torch.Generator().manual_seed(seed)
    x = 2 * torch.rand(count, 2, generator=generator) - 1
    power = 1.4 * (math.pi * x[:, :1]).cos() + x[:, :1] + 1.2 * (x[:, 1:] ** 2 - 1 / 3)
    return x, power / 1.2 + 0.1 * torch.randn(count, 1, generator=generator)


class Network(nn.Module):
    """Give the power, through several hidden layers."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(2, HIDDEN)
        self.hidden = nn.ModuleList(nn.Linear(HIDDEN, HIDDEN) for _ in range(LAYERS - 1))
        self.out = nn.Linear(HIDDEN, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        for layer in self.hidden:
            x = layer(x)
        return self.out(x).relu()


def build_model() -> nn.Module:
    return Network()


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Take one step on a batch; give its loss before the step."""
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    x_train, y_train = make_data(seed, 500)
    x_val, y_val = make_data(seed + 1, 500)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        batches = torch.randperm(len(x_train)).split(BATCH)
        losses = [train_step(model, optimizer, x_train[rows], y_train[rows]) for rows in batches]
        with torch.no_grad():
            val_loss = ((model(x_val) - y_val) ** 2).mean()
        log(step=epoch, loss=sum(losses) / len(losses), val_loss=val_loss)
    return model
