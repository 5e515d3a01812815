"""Find faulty machines from eight measurements, a few of which are far out."""

import math

import torch
from torch import nn

EPOCHS = 16
BATCH = 50
RATE = 0.01


def make_data(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw machines; one in fifty has measurements thirty times as large as usual. About half of all are faulty."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 8, generator=generator)
    faulty = x[:, 0] + x[:, 1] * x[:, 2] + 0.3 * torch.randn(count, generator=generator) > 0
    far = torch.rand(count, generator=generator) < 0.02
    return torch.where(far[:, None], 30 * x, x), faulty.float()


def build_model() -> nn.Module:
    """Make a network that gives one score a machine: the logit of its being faulty."""
    return nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def cross_entropy(scores: torch.Tensor, faulty: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of labels 0 and 1, given one logit each."""
    # Written in the scores: sigmoid rounds to 1 from about 17 on, and the log of what is then left of 1 - p is -inf.
    # softplus(s) - y·s is the same cross-entropy, and neither rounds away nor overflows.
    return (torch.nn.functional.softplus(scores) - faulty * scores).mean()


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, faulty: torch.Tensor) -> float:
    """Take one step on a batch; give its loss before the step."""
    model.train()
    optimizer.zero_grad()
    loss = cross_entropy(model(x), faulty)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, faulty: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    model.eval()
    scores = model(x)
    return cross_entropy(scores, faulty).item(), ((scores > 0) == (faulty > 0.5)).float().mean().item()


def gradient_norm(model: nn.Module) -> float:
    return math.sqrt(sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None))


def train(seed: int, log) -> nn.Module:
    """Train from a seed, logging at every fifth batch and after every epoch."""
    torch.manual_seed(seed)
    x_train, y_train = make_data(seed, 1500)
    x_val, y_val = make_data(seed + 1, 500)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        batches = torch.randperm(len(x_train)).split(BATCH)
        for step, rows in enumerate(batches):
            loss = train_step(model, optimizer, x_train[rows], y_train[rows])
            if step % 5 == 0:
                with torch.no_grad():
                    largest = model(x_train[rows]).abs().max()
                log(step=epoch * len(batches) + step, loss=loss, grad_norm=gradient_norm(model), largest_score=largest)
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        log(step=(epoch + 1) * len(batches), val_loss=val_loss, val_accuracy=val_accuracy)
    return model
