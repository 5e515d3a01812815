"""Tell from its steps where a walker ends up, with a recurrent network."""

import math

import torch
from torch import nn
from torch.nn import functional as F

STEPS = 30
WIDTH = 24
EPOCHS = 15
BATCH = 50
RATE = 0.02
CLIP = 0.3


def make_walks(count: int, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw walks of STEPS steps along a line; the target is where each ends, in units of its spread."""
    x = torch.randn(count, STEPS, 1, generator=generator)
    return x, x.sum(dim=(1, 2)) / math.sqrt(STEPS)


class Tracker(nn.Module):
    """Reads a walk step by step; units are ReLUs, and carry their state on unchanged to begin with."""

    def __init__(self) -> None:
        super().__init__()
        self.rnn = nn.RNN(1, WIDTH, nonlinearity="relu", batch_first=True)
        self.out = nn.Linear(WIDTH, 1)
        nn.init.eye_(self.rnn.weight_hh_l0)
        nn.init.normal_(self.rnn.weight_ih_l0, std=0.1)
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        states, _ = self.rnn(x)
        return self.out(states[:, -1]).squeeze(1)


def build_model() -> nn.Module:
    return Tracker()


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Take one step on a batch; give its loss before the step."""
    model.train()
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the mean squared error; always answering with the mean would have 1."""
    model.eval()
    return F.mse_loss(model(x), y).item()


def gradient_norm(model: nn.Module) -> float:
    return math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))


def train(seed: int, log) -> nn.Module:
    """Train from a seed, logging after each of the first ten steps, every twentieth, and every epoch."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x_train, y_train = make_walks(1000, generator)
    x_val, y_val = make_walks(500, generator)
    model = build_model()
    optimizer = build_optimizer(model)
    step = 0
    log(step=step, val_loss=evaluate(model, x_val, y_val))
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x_train), generator=generator).split(BATCH):
            loss = train_step(model, optimizer, x_train[rows], y_train[rows])
            if step < 10 or step % 20 == 0:
                weight_norm = model.rnn.weight_hh_l0.norm()
                log(step=step, loss=loss, grad_norm=gradient_norm(model), weight_norm=weight_norm)
            step += 1
        log(step=step, val_loss=evaluate(model, x_val, y_val))
    return model
