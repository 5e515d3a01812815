"""An LSTM, a linear model and two rules of thumb forecast daily sales, from one day to two weeks ahead."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles

DAYS, TEST = 1096, 182
"""Three years of days; the last half a year is used for nothing but the test."""
PAST, AHEAD = 28, 14
"""Days that a forecast sees, and days that it tells."""
HIDDEN, STEPS, BATCH = 24, 260, 64
SPREAD, JUMP = 4.0, 20.0
"""Sales per day: how much the shocks spread, and how much more is sold on days like holidays."""

Scaling = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Gives for windows (N, 28 or more) the level and the spread to scale each by, both (N, 1)."""


def sales(lab: Lab, trend: float) -> np.ndarray:
    """Draw daily sales (1096,): a trend, a week, a year, shocks of which 0.7 is left a day later, and jumps."""
    day = np.arange(DAYS)
    week = lab.rng.normal(size=7)
    week = 8 * (week - week.mean()) / week.std()
    year = 6 * np.sin(2 * np.pi * (day / 365.25 + lab.rng.random()))
    shock, fresh = np.zeros(DAYS), lab.rng.normal(size=DAYS) * SPREAD
    for now in range(1, DAYS):
        shock[now] = 0.7 * shock[now - 1] + fresh[now]
    return 100 + trend * day + week[day % 7] + year + shock + JUMP * (lab.rng.random(DAYS) < 1 / 30)


def windows(series: np.ndarray) -> np.ndarray:
    """Cut out every stretch of 28 days to see and 14 to tell: (N, 42), one for each day on which to stand."""
    return np.lib.stride_tricks.sliding_window_view(series, PAST + AHEAD).copy()


def split(lab: Lab, cut: np.ndarray, held: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Split windows (N, 42) into those to fit, those held out, and those whose 14 days lie in the test."""
    known, test = cut[: DAYS - TEST - PAST - AHEAD + 1], cut[DAYS - TEST - PAST :]
    size = len(known) // 5
    if held == "shuffled":
        order = lab.rng.permutation(len(known))
        return known[order[size:]], known[order[:size]], test
    return known[: -size - AHEAD + 1], known[-size:], test  # no day to tell is shared by the two


def scaling(name: str, series: np.ndarray, fit: np.ndarray) -> Scaling:
    """Choose by which level and spread windows are scaled."""
    if name == "each window":
        spread = float((fit - fit[:, :PAST].mean(1, keepdims=True)).std())
        return lambda cut: (cut[:, :PAST].mean(1, keepdims=True), np.full((len(cut), 1), spread))
    days = series if name == "all days" else fit
    level, spread = float(days.mean()), float(days.std())
    return lambda cut: (np.full((len(cut), 1), level), np.full((len(cut), 1), spread))


class Forecaster(nn.Module):
    """An LSTM that reads scaled days and tells the next 14 at once, or the next one."""

    def __init__(self, outputs: int) -> None:
        """Make it with so many days to tell."""
        super().__init__()
        self.lstm = nn.LSTM(1, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, outputs)
        self.outputs = outputs

    def forward(self, past: Tensor) -> Tensor:
        """Take days (N, 28); give days (N, outputs), each as the last day and a change from it."""
        states, _ = self.lstm(past[..., None])
        return past[:, -1:] + self.head(states[:, -1])

    @torch.no_grad()
    def two_weeks(self, past: Tensor) -> Tensor:
        """Tell 14 days (N, 14); one output is fed back in until there are enough."""
        days = past
        while days.shape[1] < PAST + AHEAD:
            days = torch.cat([days, self(days[:, -PAST:])], 1)
        return days[:, PAST:]


class Line:
    """One linear model of the 28 days for each day ahead, or the model of the next day fed back in."""

    def __init__(self, cut: np.ndarray, outputs: int) -> None:
        """Fit by least squares to scaled windows (N, 42)."""
        self.weights = np.linalg.lstsq(self.with_one(cut[:, :PAST]), cut[:, PAST : PAST + outputs], rcond=None)[0]

    @staticmethod
    def with_one(past: np.ndarray) -> np.ndarray:
        """Add a column of ones."""
        return np.column_stack([past, np.ones(len(past))])

    def two_weeks(self, past: np.ndarray) -> np.ndarray:
        """Tell 14 days (N, 14)."""
        days = past
        while days.shape[1] < PAST + AHEAD:
            days = np.column_stack([days, self.with_one(days[:, -PAST:]) @ self.weights])
        return days[:, PAST:]


def train(lab: Lab, net: Forecaster, fit: Tensor, held: Tensor) -> None:
    """Lower the absolute error with Adam; show it for the batch and for held-out windows (N, 42)."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    ends = slice(PAST, PAST + net.outputs)
    for step in range(STEPS):
        rows = torch.randint(len(fit), (BATCH,))
        loss = nn.functional.l1_loss(net(fit[rows, :PAST]), fit[rows, ends])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decay.step()
        if step % 10 == 0:
            with torch.no_grad():
                lab.point("held out", step, nn.functional.l1_loss(net(held[:, :PAST]), held[:, ends]), chart="training")
            lab.point("training batch", step, loss, chart="training")
        if lab.stopped:
            return


def forecasts(
    lab: Lab, series: np.ndarray, parts: tuple[np.ndarray, np.ndarray, np.ndarray], how: str, outputs: int
) -> tuple[dict[str, np.ndarray], float]:
    """Give each model's forecasts of the test windows (N, 14), and the error of the LSTM on held-out ones."""
    fit, held, test = parts
    scale = scaling(how, series, fit)

    def scaled(cut: np.ndarray) -> np.ndarray:
        level, spread = scale(cut)
        return (cut - level) / spread

    def unscaled(told: np.ndarray, cut: np.ndarray) -> np.ndarray:
        level, spread = scale(cut)
        return told * spread + level

    def as_tensor(cut: np.ndarray) -> Tensor:
        return torch.tensor(scaled(cut), dtype=torch.float32)

    net = Forecaster(outputs)
    train(lab, net, as_tensor(fit), as_tensor(held))
    promised = unscaled(net.two_weeks(as_tensor(held)[:, :PAST]).numpy(), held)
    return {
        "last value": np.repeat(test[:, PAST - 1 : PAST], AHEAD, axis=1),
        "same weekday": np.tile(test[:, PAST - 7 : PAST], 2),
        "linear": unscaled(Line(scaled(fit), outputs).two_weeks(scaled(test)[:, :PAST]), test),
        "LSTM": unscaled(net.two_weeks(as_tensor(test)[:, :PAST]).numpy(), test),
    }, float(np.abs(promised - held[:, PAST:]).mean())


def run(lab: Lab, *, scale: str, steps: str, held: str, trend: float) -> None:
    """Fit before the test, then stand on every day of it and look two weeks ahead."""
    series = sales(lab, trend)
    fit, kept, test = split(lab, windows(series), held)
    told, promised = forecasts(lab, series, (fit, kept, test), scale, AHEAD if steps == "direct" else 1)
    middle = len(test) // 2
    lab.curve("real", range(-PAST + 1, AHEAD + 1), test[middle], chart="one")
    wrong = {name: np.abs(days - test[:, PAST:]) for name, days in told.items()}  # (N, 14)
    for name, errors in wrong.items():
        lab.curve(name, range(1, AHEAD + 1), errors.mean(0), chart="ahead")
        lab.value(f"error of {name}", errors.mean())
        if name != "last value":
            lab.curve(name, range(1, AHEAD + 1), told[name][middle], chart="one")
            lab.curve(name, range(len(test)), errors.mean(1), chart="origins")
    lab.value("error promised by held-out windows", promised)
    ahead = wrong["same weekday"].mean(1) < wrong["linear"].mean(1)
    lab.value("days won by same weekday, share", ahead.mean())


def ranked(values: dict[str, float]) -> tuple[float, float, float]:
    """Give the errors of the LSTM, the linear model and the same weekday of the week before."""
    lstm, line, week = (values[f"error of {name}"] for name in ("LSTM", "linear", "same weekday"))
    return lstm, line, week


@settles("growing")
def where_sales_grow(runs: Runs) -> int:
    """Rank the LSTM, scaled by the training days, among the others."""
    lstm, line, week = ranked(runs().values)
    runs.note(f"Mean error over two weeks: LSTM {lstm:.1f}, linear {line:.1f}, same weekday {week:.1f}.")
    return 0 if lstm < 0.95 * line else 1 if lstm < 0.95 * week else 2 if lstm > 1.05 * week else -1


@settles("leak")
def scaled_by_the_test(runs: Runs) -> int:
    """Let the scaling see the test, and look for what the LSTM gains by it."""
    lstm, line, week = ranked(runs(scale="all days").values)
    runs.note(
        f"Scaled by all days the LSTM's error is {lstm:.1f}, by the training days {ranked(runs().values)[0]:.1f}; "
        f"the linear model's is {line:.1f}, the same weekday's {week:.1f}."
    )
    return 0 if lstm < 0.95 * line else 1 if lstm < 0.95 * week else 2 if lstm > 1.05 * week else -1


@settles("own-level")
def each_by_its_own_level(runs: Runs) -> int:
    """Compare the LSTM whose windows have their own level with the better of the two linear models."""
    values = runs(scale="each window").values
    lstm, line = ranked(values)[0], min(ranked(values)[1], ranked(runs().values)[1])
    runs.note(f"Each window by itself: LSTM {lstm:.2f}; the linear model at its best {line:.2f}.")
    return 0 if lstm < 0.8 * line else 1 if lstm < 1.15 * line else 2


@settles("one-cut")
def from_one_day_only(runs: Runs) -> int:
    """Count the days from which the worse model would have come out ahead."""
    values = runs().values
    _, line, week = ranked(values)
    share = values["days won by same weekday, share"]
    runs.note(
        f"Over all days the linear model errs by {line:.1f} and the same weekday by {week:.1f}; "
        f"the latter is better from {share:.0%} of them."
    )
    return -1 if week < 1.1 * line else 0 if share < 0.03 else 1 if share < 0.35 else 2
