# /// mistake
# fails = "the_gradient_goes_straight_through"
# says = "You gave the bits alone, which no longer hang on z for autograd, so that only the decoder learns: let the gradient through as if nothing had been rounded."
# ///
"""Compress readings of sixteen sensors to twelve bits and back, with a network on either side of the bits."""

import torch
from torch import nn

BITS = 12
EPOCHS = 16
BATCH = 50
RATE = 0.005
PATTERNS = torch.randn(6, 16, generator=torch.Generator().manual_seed(0))
"""Six switches, each of which adds its own pattern to the sensors, or takes it away."""


def make_data(seed: int, count: int) -> torch.Tensor:
    """Draw readings, scaled to a variance of about 1."""
    generator = torch.Generator().manual_seed(seed)
    switches = torch.randint(0, 2, (count, 6), generator=generator) * 2.0 - 1
    return (switches @ PATTERNS) / 6**0.5 + 0.1 * torch.randn(count, 16, generator=generator)


def binarize(z: torch.Tensor) -> torch.Tensor:
    """Give +1 or -1 for each entry; backward, let the gradient through as if nothing had been rounded."""
    bits = torch.where(z < 0, -1.0, 1.0)
    return bits


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, BITS), nn.Tanh())
        self.decoder = nn.Sequential(nn.Linear(BITS, 64), nn.ReLU(), nn.Linear(64, 16))

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return binarize(self.encoder(x))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decoder(self.encode(x))


def train_step(model: Autoencoder, optimizer: torch.optim.Optimizer, x: torch.Tensor) -> float:
    """Take one step on a batch; give its loss before the step."""
    model.train()
    optimizer.zero_grad()
    loss = (model(x) - x).square().mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate(model: Autoencoder, x: torch.Tensor) -> tuple[float, float]:
    """Give the loss, and the mean size of what the encoder gives before it is rounded."""
    model.eval()
    return (model(x) - x).square().mean().item(), model.encoder(x).abs().mean().item()


def gradient_norm(model: nn.Module) -> float:
    return sum(p.grad.square().sum().item() for p in model.parameters() if p.grad is not None) ** 0.5


def train(seed: int, log) -> Autoencoder:
    """Train from a seed, logging after every epoch."""
    torch.manual_seed(seed)
    x_train, x_val = make_data(seed, 1000), make_data(seed + 1, 500)
    model = Autoencoder()
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    for epoch in range(EPOCHS):
        losses = [train_step(model, optimizer, x_train[rows]) for rows in torch.randperm(len(x_train)).split(BATCH)]
        val_loss, before_rounding = evaluate(model, x_val)
        log(
            step=epoch,
            loss=sum(losses) / len(losses),
            val_loss=val_loss,
            before_rounding=before_rounding,
            encoder_grad_norm=gradient_norm(model.encoder),
            decoder_grad_norm=gradient_norm(model.decoder),
        )
    return model
