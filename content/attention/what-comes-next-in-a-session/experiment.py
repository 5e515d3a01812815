"""What will somebody want next? Attention over a history, beside baselines, on sessions whose rules are known."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

ITEMS, KINDS, LENGTH, SESSIONS, TESTED = 200, 20, 12, 1500, 400
WIDTH, BATCH, TOP, DROPPED = 32, 64, 10, 0.3
AGAIN, ANYTHING = 0.1, 0.1
"""Chances that a step returns to an item of the session, and that it takes any item of the shop."""
FASHION = {"none": 100.0, "slow": 0.5, "fast": 0.15}
"""How long an item is in fashion, as a share of the time that the sessions span."""


@dataclass(frozen=True)
class Shop:
    """The rules by which sessions are made."""

    kind: NDArray[np.int64]
    """(ITEMS,) The kind of each item."""
    follows: NDArray[np.int64]
    """(ITEMS,) What is wanted after each item, of the same kind."""
    liked: NDArray[np.float64]
    """(ITEMS,) How popular each is in its best time."""
    best: NDArray[np.float64]
    """(ITEMS,) When that is, from 0 to 1."""
    fashion: float
    intent: float

    def tastes(self, when: float, kinds: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give how likely each item is at a time for who likes these kinds, whatever came before (ITEMS,)."""
        popular = self.liked * np.exp(-(((when - self.best) / self.fashion) ** 2) / 2) + 1e-9
        own = popular * np.isin(self.kind, kinds)
        return (1 - ANYTHING) * own / own.sum() + ANYTHING * popular / popular.sum()

    def chances(self, history: list[int], tastes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give how likely each item is to be next (ITEMS,)."""
        if not history:
            return tastes
        chance = (1 - self.intent - AGAIN) * tastes
        chance[self.follows[history[-1]]] += self.intent
        for item in history:
            chance[item] += AGAIN / len(history)
        return chance


def opened(rng: np.random.Generator, intent: float, fashion: float) -> Shop:
    """Make a shop."""
    kind = np.arange(ITEMS) % KINDS
    follows = np.empty(ITEMS, dtype=np.int64)
    for one in range(KINDS):
        items = rng.permutation(np.flatnonzero(kind == one))
        follows[items] = np.roll(items, 1)
    liked = 1 / (1 + rng.permutation(ITEMS)) ** 0.7
    return Shop(kind, follows, liked, rng.random(ITEMS), fashion, intent)


def visits(shop: Shop, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64], float]:
    """Make sessions in order of time (SESSIONS, LENGTH); give for the last TESTED what was likely at the end.

    Returns:
        The sessions; the chances of each item as their last (TESTED, ITEMS), which only the shop knows; the share that
        has been made by the rule of the item before.
    """
    sessions, chances = np.empty((SESSIONS, LENGTH), dtype=np.int64), []
    for row, when in enumerate(np.linspace(0, 1, SESSIONS)):
        tastes = shop.tastes(when, rng.choice(KINDS, 2, replace=False))
        history: list[int] = []
        for _ in range(LENGTH):
            chance = shop.chances(history, tastes)
            history.append(int(np.searchsorted(chance.cumsum(), rng.random() * chance.sum())))
        sessions[row] = history
        chances.append(chance)
    followed = float((shop.follows[sessions[:, :-1]] == sessions[:, 1:]).mean())
    return sessions, np.array(chances[-TESTED:]), followed


class Mean(nn.Module):
    """Scores items by the mean of the history's embeddings: blind to order."""

    def __init__(self) -> None:
        """Make the embeddings and one layer on top of the mean."""
        super().__init__()
        self.items = nn.Embedding(ITEMS, WIDTH)
        self.out = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.ReLU(), nn.Linear(2 * WIDTH, WIDTH))
        self.score, self.drop = nn.Linear(WIDTH, ITEMS), nn.Dropout(DROPPED)

    def forward(self, history: torch.Tensor) -> torch.Tensor:
        """Take items (N, T); give scores for what follows each (N, T, ITEMS)."""
        x = self.drop(self.items(history))
        mean = x.cumsum(1) / torch.arange(1, history.shape[1] + 1)[:, None]
        scores: torch.Tensor = self.score(mean + self.out(mean))
        return scores


class Attention(nn.Module):
    """One block: causal attention with one head and a layer for each place, both beside a residual path."""

    def __init__(self, *, positions: bool) -> None:
        """Make the block; positions says whether it is told the place of each item."""
        super().__init__()
        self.items = nn.Embedding(ITEMS, WIDTH)
        self.places = nn.Parameter(0.1 * torch.randn(LENGTH, WIDTH)) if positions else None
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(3))
        self.norm, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.out = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.ReLU(), nn.Linear(2 * WIDTH, WIDTH))
        self.score, self.drop = nn.Linear(WIDTH, ITEMS), nn.Dropout(DROPPED)

    def weights(self, x: torch.Tensor) -> torch.Tensor:
        """Take the normalised inputs (N, T, WIDTH); give attention weights (N, T, T)."""
        scores = self.query(x) @ self.key(x).transpose(1, 2) / math.sqrt(WIDTH)
        later = torch.ones(scores.shape[1:], dtype=torch.bool).triu(1)
        return scores.masked_fill(later, -torch.inf).softmax(-1)

    def embedded(self, history: torch.Tensor) -> torch.Tensor:
        """Take items (N, T); give inputs of the block (N, T, WIDTH)."""
        x: torch.Tensor = self.items(history)
        return self.drop(x if self.places is None else x + self.places[: history.shape[1]])

    def forward(self, history: torch.Tensor) -> torch.Tensor:
        """Take items (N, T); give scores for what follows each (N, T, ITEMS)."""
        x = self.embedded(history)
        normal = self.norm(x)
        x = x + self.weights(normal) @ self.value(normal)
        x = x + self.out(self.second(x))
        scores: torch.Tensor = self.score(x)
        return scores


def found(scores: torch.Tensor, wanted: torch.Tensor) -> tuple[float, float]:
    """Give hit rate and NDCG at TOP of scores (N, ITEMS); one item each is wanted, so the ideal gain is 1."""
    rank = (scores > scores.gather(1, wanted[:, None])).sum(1)
    hit = (rank < TOP).double()
    return hit.mean().item(), (hit / (rank + 2).double().log2()).mean().item()


def shuffled(history: torch.Tensor) -> torch.Tensor:
    """Give each row (N, T) in an order of its own."""
    return history.gather(1, torch.rand(history.shape).argsort(1))


def shown(lab: Lab, name: str, scores: torch.Tensor, wanted: torch.Tensor, rows: list[dict[str, object]]) -> None:
    """Put a method into the table."""
    hits, gain = found(scores, wanted)
    rows.append({"method": name, "hit rate at 10": round(hits, 3), "NDCG at 10": round(gain, 3)})
    lab.value(name, hits)


def train(lab: Lab, name: str, model: nn.Module, known: torch.Tensor, steps: int, check: Callable[[], float]) -> None:
    """Predict each next item of the known sessions (N, T); draw the hit rate on the tested ones."""
    nn.init.normal_(model.items.weight, std=0.1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(steps + 1):
        if step % 50 == 0:
            lab.point(name, step, check(), chart="training")
        if lab.stopped:
            return
        model.train()
        rows = known[torch.randint(len(known), (BATCH,))]
        loss = nn.functional.cross_entropy(model(rows[:, :-1]).flatten(0, 1), rows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decay.step()


@torch.no_grad()
def looked_at(lab: Lab, model: Attention, history: torch.Tensor) -> None:
    """Show where the last place looks, and what changes when an item is replaced by another."""
    weights = model.weights(model.norm(model.embedded(history)))[:, -1]
    top = model(history)[:, -1].topk(TOP).indices
    for place in range(history.shape[1]):
        other = history.clone()
        other[:, place] = torch.randint(ITEMS, (len(history),))
        new = model(other)[:, -1].topk(TOP).indices
        gone = 1 - (top[:, :, None] == new[:, None, :]).any(2).double().mean().item()
        back = history.shape[1] - 1 - place
        lab.point("attention weight", back, weights[:, place].mean(), chart="looks")
        lab.point("share of the ten that changes", back, gone, chart="looks")
    lab.value("attention on the last item", weights[:, -1].mean())
    lab.image("attention of the last item, one session a row", weights[:24], low=0)


def run(lab: Lab, *, intent: float, fashion: str, split: str, positions: bool, training: int) -> None:
    """Make sessions, train, and compare."""
    shop = opened(lab.rng, intent, FASHION[fashion])
    sessions, chances, followed = visits(shop, lab.rng)
    lab.value("steps that follow the item before", followed)
    tested = torch.from_numpy(sessions[-TESTED:])
    history, wanted = tested[:, :-1], tested[:, -1]
    known = torch.from_numpy(sessions[:-TESTED] if split == "time" else sessions[:, :-1])
    popular = torch.bincount(known.flatten(), minlength=ITEMS).double()
    pairs = torch.zeros(ITEMS, ITEMS, dtype=torch.float64)
    follows = (known[:, :-1].flatten(), known[:, 1:].flatten())
    pairs.index_put_(follows, torch.ones(1, dtype=torch.float64), accumulate=True)
    rows: list[dict[str, object]] = []
    shown(lab, "popularity", popular.expand(TESTED, -1), wanted, rows)
    shown(lab, "item to item", pairs[history[:, -1]] + 1e-6 * popular, wanted, rows)
    attention, mean = Attention(positions=positions), Mean()

    def scores(model: nn.Module, seen: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            given: torch.Tensor = model.eval()(seen)[:, -1]
        return given

    for name, model in (("mean of embeddings", mean), ("attention", attention)):
        train(lab, name, model, known, training, lambda model=model: found(scores(model, history), wanted)[0])
        shown(lab, name, scores(model, history), wanted, rows)
    for name in ("popularity", "item to item"):
        lab.curve(name, (0, training), [lab.finished.values[name]] * 2, chart="training")
    before = torch.cat([shuffled(history[:, :-1]), history[:, -1:]], 1)
    shown(lab, "attention, all but last shuffled", scores(attention, before), wanted, rows)
    shown(lab, "attention, all shuffled", scores(attention, shuffled(history)), wanted, rows)
    shown(lab, "who knows the rules", torch.from_numpy(chances), wanted, rows)
    lab.table("the last item of 400 sessions", rows)
    looked_at(lab, attention, history)


@settles("last")
def what_the_last_item_gets_and_does(runs: Runs) -> int:
    """Compare the weight of the last item, and what changes when it is replaced, with those of the others."""
    seen = runs()
    weight = seen.values["attention on the last item"]
    *others, last = seen.ys("share of the ten that changes")
    runs.note(
        f"The last of 11 items gets {weight:.2f} of the attention. Replaced, it changes {last:.0%} of the ten; "
        f"any other at most {max(others):.0%}."
    )
    much, twice = 0.5, 2
    if weight > much:
        return 0 if last > max(others) else -1
    return 1 if last > twice * max(others) else 2 if last < 1.5 * max(others) else -1


@settles("shuffled")
def a_history_out_of_order(runs: Runs) -> int:
    """Compare the hit rate with the history as it happened and shuffled in two ways."""
    seen = runs().values
    kept = seen["attention"]
    some, everything = (seen[f"attention, {what}"] for what in ("all but last shuffled", "all shuffled"))
    runs.note(f"The hit rate is {kept:.3f}, {some:.3f} with all but the last shuffled, {everything:.3f} with all.")
    clearly, hardly = 0.04, 0.03
    if kept - everything < hardly:
        return 2
    return -1 if kept - everything < clearly else 0 if kept - some > clearly else 1 if kept - some < hardly else -1


@settles("split")
def tested_on_the_same_items(runs: Runs) -> int:
    """Compare the hit rate on the same last items with either split."""
    time, last = (runs(split=split).values["attention"] for split in ("time", "leave last out"))
    runs.note(f"The hit rate is {time:.3f} with the split in time and {last:.3f} with the last items left out.")
    clearly, hardly = 0.05, 0.03
    return 0 if abs(last - time) < hardly else 1 if last - time > clearly else 2 if time - last > clearly else -1
