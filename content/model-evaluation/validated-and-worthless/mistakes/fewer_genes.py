# /// mistake
# fails = "no_outcome_of_a_validation_patient_is_used"
# says = "You keep fewer genes, but they are still chosen with the outcomes of the patients that you validate on: split first."
# ///
"""Predict from the activities of 3,000 genes whether a therapy will help a patient."""

import torch
from torch import nn
from torch.nn import functional as F

PATIENTS = 200
GENES = 3000
KEPT = 8
EPOCHS = 30
RATE = 0.02
DECAY = 0.0
VALIDATION = 0.4


def make_patients(seed: int, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw patients: the activities of all genes, and 1 where the therapy helped. Two genes have to do with it."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, GENES, generator=generator)
    chance = (2.5 * (x[:, 0] + x[:, 1])).sigmoid()
    return x, (torch.rand(count, generator=generator) < chance).float()


def split(count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Say which patients to train on and which to validate on."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    held_out = round(VALIDATION * count)
    return order[held_out:], order[:held_out]


def choose_genes(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Choose the genes whose activity goes most with the outcome."""
    covariance = ((x - x.mean(dim=0)) * (y - y.mean())[:, None]).mean(dim=0)
    return (covariance / x.std(dim=0)).abs().topk(KEPT).indices


class Predictor(nn.Module):
    """Give the logit of success from all genes: some are chosen, standardised, weighted and added."""

    def __init__(self, genes: torch.Tensor, mean: torch.Tensor, spread: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("genes", genes)
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.weight = nn.Parameter(torch.zeros(len(genes)))
        self.bias = nn.Parameter(torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x[:, self.genes] - self.mean) / self.spread @ self.weight + self.bias


def accuracy(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    with torch.no_grad():
        return ((model(x) > 0) == (y == 1)).float().mean().item()


def develop(x: torch.Tensor, y: torch.Tensor, seed: int, log) -> nn.Module:
    """Train on some of the patients and validate on the others; give the model that was validated."""
    genes = choose_genes(x, y)
    mean, spread = x[:, genes].mean(dim=0), x[:, genes].std(dim=0)
    train_rows, val_rows = split(len(x), seed)
    x_train, y_train, x_val, y_val = x[train_rows], y[train_rows], x[val_rows], y[val_rows]
    model = Predictor(genes, mean, spread)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, weight_decay=DECAY)
    for epoch in range(EPOCHS):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(x_train), y_train)
        loss.backward()
        optimizer.step()
        log(
            step=epoch,
            loss=loss.detach(),
            train_accuracy=accuracy(model, x_train, y_train),
            val_accuracy=accuracy(model, x_val, y_val),
        )
    return model


def train(seed: int, log) -> nn.Module:
    x, y = make_patients(seed, PATIENTS)
    return develop(x, y, seed, log)
