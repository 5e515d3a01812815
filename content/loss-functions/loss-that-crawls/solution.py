"""Tell twelve kinds of signals apart by twenty measurements each."""

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS = 10
BATCH = 50
RATE = 0.03
HIDDEN = 48
KINDS = 12


def make_data(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw signals around two centres for every kind, the same centres for every seed."""
    centres = torch.randn(KINDS, 2, 20, generator=torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(seed)
    y = torch.randint(KINDS, (count,), generator=generator)
    which = torch.randint(2, (count,), generator=generator)
    return centres[y, which] + 1.2 * torch.randn(count, 20, generator=generator), y


def build_model() -> nn.Module:
    return nn.Sequential(
        nn.Linear(20, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, HIDDEN),
        nn.ReLU(),
        # Logits: cross_entropy takes the softmax itself. Of probabilities it would take it a second time.
        nn.Linear(HIDDEN, KINDS),
    )


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)


def loss_of(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give the mean loss of a batch."""
    return F.cross_entropy(model(x), y)


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Go over all signals once; give the mean loss."""
    model.train()
    total = 0.0
    batches = torch.randperm(len(x)).split(BATCH)
    for rows in batches:
        optimizer.zero_grad()
        loss = loss_of(model, x[rows], y[rows])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(batches)


@torch.no_grad()
def probabilities(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Give the probability of each kind for every signal."""
    model.eval()
    return model(x).softmax(dim=-1)


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    model.eval()
    return loss_of(model, x, y).item(), (probabilities(model, x).argmax(dim=-1) == y).float().mean().item()


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    x_train, y_train = make_data(seed, 2000)
    x_val, y_val = make_data(seed + 1, 1000)
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        loss = train_epoch(model, optimizer, x_train, y_train)
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        log(step=epoch, loss=loss, val_loss=val_loss, val_accuracy=val_accuracy)
    return model
