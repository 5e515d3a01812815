"""Remember the first symbol of a sequence while distractions pass: a plain RNN, an LSTM and a GRU."""

import torch
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

ANSWERS, SYMBOLS = 4, 8
"""The first symbol is one of four; those that follow it are four others, which mean nothing."""
HIDDEN, BATCH, STEPS = 32, 64, 240
CHANCE, LEARNT = 0.4, 0.95
"""Below the one, a network is guessing among four (0.25); above the other, it has learnt the task."""


class Reader(nn.Module):
    """Reads a sequence and says at its end with which symbol it began."""

    def __init__(self, cell: str, bias: float) -> None:
        """Make the cell, with the bias of its keeping gate as asked."""
        super().__init__()
        self.cell = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}[cell](SYMBOLS, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, ANSWERS)
        if cell != "RNN":  # PyTorch keeps the gates in the order i, f, g, o (LSTM) and r, z, n (GRU)
            with torch.no_grad():
                self.cell.bias_ih_l0[HIDDEN : 2 * HIDDEN].add_(bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take one-hot symbols (batch, time, SYMBOLS), give logits (batch, ANSWERS)."""
        states, _ = self.cell(x)
        return self.head(states[:, -1])


def batch(delay: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw sequences of the symbol to remember and `delay` distractions after it, one-hot; and the symbols."""
    first = torch.randint(ANSWERS, (BATCH, 1))
    rest = torch.randint(ANSWERS, SYMBOLS, (BATCH, delay))
    return nn.functional.one_hot(torch.cat([first, rest], 1), SYMBOLS).float(), first[:, 0]


def reach(lab: Lab, net: Reader, delay: int) -> None:
    """Show how much of the last step's gradient arrives at each earlier step, before any training."""
    x, y = batch(delay)
    x.requires_grad_()
    nn.functional.cross_entropy(net(x), y).backward()
    norms = x.grad.norm(dim=(0, 2))  # one for each step
    for back in range(delay + 1):
        lab.point("gradient", back, norms[delay - back] / norms[delay], chart="reach")
    lab.value("gradient at the first symbol, as a share", norms[0] / norms[delay])
    net.zero_grad()


def run(lab: Lab, *, cell: str, delay: int, bias: float, rate: float) -> None:
    """Look at the gradient before training, then train with Adam."""
    net = Reader(cell, bias)
    if cell == "RNN" and bias:
        lab.note("A plain RNN has no gate, so the bias changes nothing.")
    reach(lab, net, delay)
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    seen = 1 / ANSWERS
    for step in range(STEPS):
        x, y = batch(delay)
        logits = net(x)
        loss = nn.functional.cross_entropy(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen = 0.9 * seen + 0.1 * (logits.argmax(-1) == y).double().mean().item()
        if step % 2 == 0:
            lab.point("share recalled, smoothed", step, seen, chart="recall")
        if lab.stopped:
            return
    lab.value("share recalled at the end", seen)


@settles("reach")
def how_far_gradients_reach(runs: Runs) -> int:
    """Compare what arrives at the first of 41 symbols, before any training."""
    rnn, lstm = (runs(cell=cell).values["gradient at the first symbol, as a share"] for cell in ("RNN", "LSTM"))
    runs.note(f"Of the gradient at the last symbol, {rnn:.0e} arrives at the first in the RNN, {lstm:.0e} in the LSTM.")
    return -1 if rnn >= 1e-6 else 2 if lstm < 1e-6 else 1 if lstm < 0.5 else 0


@settles("untouched")
def an_lstm_as_it_comes(runs: Runs) -> int:
    """See what an LSTM with PyTorch's own initial weights recalls over 5 and over 40 distractions."""
    near, far = (runs(delay=delay).values["share recalled at the end"] for delay in (5, 40))
    runs.note(f"It recalls {near:.2f} of the symbols over 5 distractions and {far:.2f} over 40.")
    return -1 if near < LEARNT else 0 if far < CHANCE else 1 if far < LEARNT else 2


@settles("open")
def an_open_gate(runs: Runs) -> int:
    """See what a GRU recalls over 40 distractions if its update gate starts open for the old state."""
    far = runs(cell="GRU", bias=3.0).values["share recalled at the end"]
    runs.note(f"With 3 added to the bias of the update gate the GRU recalls {far:.2f} over 40 distractions.")
    return 0 if far < CHANCE else 1 if far > LEARNT else 2


@settles("short")
def a_short_delay(runs: Runs) -> int:
    """Compare the plain RNN and the LSTM as they come over 5 distractions."""
    rnn, lstm = (runs(cell=cell, delay=5).values["share recalled at the end"] for cell in ("RNN", "LSTM"))
    runs.note(f"Over 5 distractions the RNN recalls {rnn:.2f}, the LSTM {lstm:.2f}.")
    return 2 if min(rnn, lstm) > LEARNT else 0 if rnn < CHANCE else 1
