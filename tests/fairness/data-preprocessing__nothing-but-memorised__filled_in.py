"""Tell from eight sensor readings which of three states a pump is in."""

import torch
from torch import nn
from torch.nn import functional as F

COUNT = 1000
EPOCHS = 40
BATCH = 50
HIDDEN = 64
RATE = 0.005
SPREAD = torch.tensor([1.0, 1.0, 5.0, 20.0, 0.1, 0.1, 3.0, 50.0])

Data = tuple[torch.Tensor, torch.Tensor]


def draw_records(count: int, generator: torch.Generator) -> Data:
    """Draw readings and states; a tenth of the records has a gap (NaN) where a sensor gave nothing."""
    y = torch.randint(3, (count,), generator=generator)
    x = torch.randn(count, 8, generator=generator)
    x[:, :3] += 2.5 * F.one_hot(y, 3)
    x[:, 3] += x[:, 0] * (y - 1)
    gap = torch.rand(count, generator=generator) < 0.1
    x[gap, torch.randint(8, (int(gap.sum()),), generator=generator)] = torch.nan
    return SPREAD * x, y


def prepare(x: torch.Tensor, y: torch.Tensor) -> Data:
    """Drop records with gaps and standardise every sensor to mean 0 and standard deviation 1."""
    # Fill gaps with the sensor's mean, which is 0 after standardising; no record is dropped.
    mean = x.nanmean(dim=0)
    spread = (x - mean).square().nanmean(dim=0).sqrt()
    return ((x - mean) / spread).nan_to_num(0.0), y


def build_model() -> nn.Module:
    return nn.Sequential(nn.Linear(8, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 3))


def build_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=RATE)


def train_epoch(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> None:
    """Go over the records once, in a new order."""
    model.train()
    for rows in torch.randperm(len(x)).split(BATCH):
        optimizer.zero_grad()
        F.cross_entropy(model(x[rows]), y[rows]).backward()
        optimizer.step()


@torch.no_grad()
def evaluate(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
    """Give loss and accuracy."""
    model.eval()
    scores = model(x)
    return F.cross_entropy(scores, y).item(), (scores.argmax(dim=1) == y).float().mean().item()


def train(seed: int, log) -> nn.Module:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x_train, y_train = prepare(*draw_records(COUNT, generator))
    x_val, y_val = prepare(*draw_records(500, generator))
    model = build_model()
    optimizer = build_optimizer(model)
    for epoch in range(EPOCHS):
        train_epoch(model, optimizer, x_train, y_train)
        loss, accuracy = evaluate(model, x_train, y_train)
        val_loss, val_accuracy = evaluate(model, x_val, y_val)
        log(step=epoch, loss=loss, val_loss=val_loss, accuracy=accuracy, val_accuracy=val_accuracy)
    return model
