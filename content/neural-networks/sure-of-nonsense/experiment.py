"""A network that knows eight digits meets what it does not know, and four scores that are to notice it."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

TRAIN, HIDDEN, CLASSES, BATCH, RATE = 900, 64, 8, 64, 3e-3
UNSEEN, NOISE, LOUD, INVERTED = "two digits never seen", "noise", "noise up to 20", "black for white"
SOFTMAX, ENERGY, FEATURES, PIXELS = "largest softmax", "energy", "distance, hidden layer", "distance, pixels"
SCORES = (SOFTMAX, ENERGY, FEATURES, PIXELS)

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Digits:
    """Images of 64 pixels in rows, from 0 to 1, and labels from 0 to 7 for the digits that are known."""

    train: Array  # (900, 64)
    labels: NDArray[np.int64]  # (900,)
    known: Array  # of the same digits, held out
    known_labels: NDArray[np.int64]
    unlike: Array
    names: list[int]  # which digit a label stands for


def digits(rng: np.random.Generator, unlike: str) -> Digits:
    """Choose two digits to be never seen, and make what production sends."""
    pixels, digit = load_digits(return_X_y=True)
    pixels = pixels / 16
    unseen = rng.choice(10, 2, replace=False)
    names = [one for one in range(10) if one not in unseen]
    order = rng.permutation(np.flatnonzero(~np.isin(digit, unseen)))
    label = np.searchsorted(names, digit)
    train, held = order[:TRAIN], order[TRAIN:]
    sent = {
        UNSEEN: pixels[np.isin(digit, unseen)],
        NOISE: rng.random((400, 64)),
        LOUD: 20 * rng.random((400, 64)),
        INVERTED: 1 - pixels[held],
    }
    return Digits(
        train=pixels[train], labels=label[train], known=pixels[held], known_labels=label[held], unlike=sent[unlike],
        names=names,
    )  # fmt: skip


def nearest(x: Array, rows: Array) -> Array:
    """Give the distance of each x from the nearest of the rows."""
    squares = (x**2).sum(axis=1)[:, None] + (rows**2).sum(axis=1) - 2 * x @ rows.T
    return np.sqrt(np.maximum(squares.min(axis=1), 0))


class Judge:
    """A network as it is now, and its four scores; high ones mean that an input looks known."""

    def __init__(self, net: torch.nn.Sequential, train: Array) -> None:
        self._net, self._train = net, train

    def _layers(self, x: Array) -> tuple[Array, Array]:
        with torch.no_grad():
            hidden = self._net[:2](torch.tensor(x, dtype=torch.float32))
            return hidden.double().numpy(), self._net[2](hidden).double().numpy()

    def classes(self, x: Array) -> NDArray[np.int64]:
        """Give the class of each input."""
        return self._layers(x)[1].argmax(axis=1)

    def scores(self, x: Array) -> dict[str, Array]:
        """Give the four scores of each input."""
        hidden, logits = self._layers(x)
        top = logits.max(axis=1)
        energy = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        return {
            SOFTMAX: np.exp(top - energy),
            ENERGY: energy,
            FEATURES: -nearest(hidden, self._layers(self._train)[0]),
            PIXELS: -nearest(x, self._train),
        }


def run(lab: Lab, *, unlike: str, score: str, refused: float, epochs: int) -> None:
    """Train, and after some of the epochs ask all scores about known and unlike inputs."""
    data = digits(lab.rng, unlike)
    net = torch.nn.Sequential(torch.nn.Linear(64, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, CLASSES))
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    judge = Judge(net, data.train)
    x, y = torch.tensor(data.train, dtype=torch.float32), torch.tensor(data.labels)
    for epoch in range(1, epochs + 1):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()
        if epoch % max(epochs // 10, 1) == 0:
            report(lab, judge, data, refused, epoch)
        if lab.stopped:
            return
    conclude(lab, judge, data, score)


def report(lab: Lab, judge: Judge, data: Digits, refused: float, epoch: int) -> None:
    """Draw how sure the network is, and how much each score refuses."""
    known, unlike = judge.scores(data.known), judge.scores(data.unlike)
    for name, scores in (("known digits", known), ("unlike inputs", unlike)):
        lab.point(name, epoch, float(scores[SOFTMAX].mean()), chart="confidence")
        lab.value(f"mean largest softmax, {name}", float(scores[SOFTMAX].mean()))
    for name in SCORES:
        threshold = np.quantile(known[name], refused)
        share = 100 * float(np.mean(unlike[name] < threshold))
        lab.point(name, epoch, share, chart="caught")
        lab.value(f"% of unlike inputs refused, {name}", share)
    lab.value("% of known digits right", 100 * float(np.mean(judge.classes(data.known) == data.known_labels)))


def conclude(lab: Lab, judge: Judge, data: Digits, score: str) -> None:
    """Show the chosen score's ranks, and what the network says about some inputs."""
    known, unlike = judge.scores(data.known), judge.scores(data.unlike)
    ranked = np.sort(known[score])
    for name, scores in (("known digits", known), ("unlike inputs", unlike)):
        rank = 100 * np.searchsorted(ranked, scores[score]) / len(ranked)
        for low in range(0, 100, 10):
            inside = (rank >= low) & ((rank < low + 10) | (low == 90))
            lab.point(name, low + 5, 100 * float(inside.mean()), chart="scores")
    lab.image("unlike inputs", tiles(data.unlike[:8].reshape(-1, 8, 8).repeat(6, axis=1).repeat(6, axis=2)))
    guesses = judge.classes(data.unlike[:8])
    lab.table(
        "what it says about them",
        [
            {"it says": data.names[int(guess)], "and is sure to": f"{sure:.2f}"}
            for guess, sure in zip(guesses, unlike[SOFTMAX][:8], strict=True)
        ],
    )


def caught(runs: Runs, name: str, **knobs: str | int) -> float:
    """Give the share of unlike inputs that a score refuses, in percent."""
    return runs(**knobs).values[f"% of unlike inputs refused, {name}"]


@settles("far-away")
def noise_far_away(runs: Runs) -> int:
    """See how sure it is of noise that lies twenty times as far out as any digit."""
    values = runs(unlike=LOUD).values
    sure, usual = values["mean largest softmax, unlike inputs"], values["mean largest softmax, known digits"]
    runs.note(f"On noise up to 20 the largest softmax is {sure:.3f} on average, on known digits {usual:.3f}.")
    if sure > max(0.9, usual):
        return 2
    return 0 if sure < 0.25 else 1 if sure < 0.75 else -1


@settles("energy")
def scores_of_the_logits(runs: Runs) -> int:
    """Compare the two scores that are made of logits alone."""
    softmax, energy, pixels = (caught(runs, name, unlike=LOUD) for name in (SOFTMAX, ENERGY, PIXELS))
    runs.note(
        f"Of the noise softmax refuses {softmax:.0f} %, energy {energy:.0f} %, distance in pixels {pixels:.0f} %."
    )
    return {(False, True): 0, (True, True): 1, (False, False): 2}.get((softmax >= 50, energy >= 50), -1)


@settles("longer")
def trained_for_longer(runs: Runs) -> int:
    """Compare how sure it is of digits never seen after few and after many epochs."""
    few, many = (runs(epochs=epochs).values for epochs in (5, 80))
    before, after = (one["mean largest softmax, unlike inputs"] for one in (few, many))
    right = "% of known digits right"
    runs.note(
        f"On digits never seen it is sure to {before:.2f} after 5 epochs and to {after:.2f} after 80; "
        f"of the known ones {few[right]:.0f} % and {many[right]:.0f} % are right."
    )
    change = after - before
    return 2 if change > 0.2 else 1 if abs(change) <= 0.1 else 0 if change < -0.1 else -1


@settles("nearest")
def digits_never_seen(runs: Runs) -> int:
    """Compare softmax with the plainest distance."""
    softmax, hidden, pixels = (caught(runs, name) for name in (SOFTMAX, FEATURES, PIXELS))
    runs.note(
        f"Of the digits never seen softmax refuses {softmax:.0f} %, the distance in the hidden layer {hidden:.0f} %, "
        f"in pixels {pixels:.0f} %."
    )
    if softmax < 70 and pixels >= 80:
        return 2
    return 0 if softmax > 80 and pixels < 30 else 1 if max(softmax, pixels) < 70 else -1
