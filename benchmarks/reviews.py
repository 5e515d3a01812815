"""Which card to review when the day of the interview is known: memory alone, a fixed number of reviews a day.

    python -m benchmarks.reviews [--learners 200] [--json]

The simulated memory is FSRS's with 15% noise on every parameter, a forgetting of its own and noise on every stability;
what chooses sees FSRS's defaults. A third of the learners take five days off in the middle.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from deepdrill.recall.memory import Memory

Floats = NDArray[np.float64]

_BELIEVED = Memory()
_GOOD, _AGAIN = 3, 1


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How much there is to remember, and how long."""

    cards: int
    reviews_a_day: int
    days: int
    new_a_day: int


SETTINGS = (
    Setting(cards=60, reviews_a_day=5, days=30, new_a_day=3),
    Setting(cards=40, reviews_a_day=6, days=21, new_a_day=3),
    Setting(cards=120, reviews_a_day=12, days=45, new_a_day=6),
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is believed of the cards that may be reviewed."""

    stability: Floats
    difficulty: Floats
    elapsed: Floats
    left: float
    whole: int
    """Days from the first to the interview."""

    def recall(self, wait: float = 0.0) -> Floats:
        """Give the chance of recall after so many more days."""
        return _BELIEVED.recall(self.elapsed + wait, self.stability)

    def gain(self, wait: float = 0.0) -> Floats:
        """Give by how much a review after so many days raises recall on the day."""
        recall, left = self.recall(wait), self.left - wait
        passed = _BELIEVED.recall(left, _BELIEVED.stability(self.stability, self.difficulty, recall, _GOOD))
        failed = _BELIEVED.recall(left, _BELIEVED.stability(self.stability, self.difficulty, recall, _AGAIN))
        return np.asarray(recall * passed + (1 - recall) * failed - self.recall(self.left))


Choice = Callable[[Look, np.random.Generator], Floats]
"""Gives each card a score; those above 0 are reviewed, the highest first."""


def _random(look: Look, rng: np.random.Generator) -> Floats:
    return rng.random(len(look.stability))


def _due(look: Look, _: np.random.Generator) -> Floats:
    return np.where(look.recall() < 0.9, 1 - look.recall(), 0.0)


def _lowest(look: Look, _: np.random.Generator) -> Floats:
    return 1 - look.recall()


def _ramp(look: Look, _: np.random.Generator) -> Floats:
    """Desired retention rises from .70 to .95 toward the day."""
    wanted = 0.95 - 0.25 * look.left / look.whole
    return np.where(look.recall() < wanted, 1 - look.recall(), 0.0)


def _gain(look: Look, _: np.random.Generator, *, put_off: float) -> Floats:
    """The gain of reviewing now, less a share of what the best later moment would give."""
    later = np.max([look.gain(look.left * share) for share in (0.25, 0.5, 0.75, 1.0)], axis=0) if put_off else 0.0
    return np.asarray(look.gain() - put_off * later)


CHOICES: dict[str, Choice] = {
    "due at .9": _due,
    "random": _random,
    "lowest recall": _lowest,
    "retention rises": _ramp,
    "gain on the day": partial(_gain, put_off=0.0),
    "gain less .25 of later": partial(_gain, put_off=0.25),
    "gain less .5 of later": partial(_gain, put_off=0.5),
}


@dataclass
class Deck:
    """Cards as they are and as they are believed to be."""

    true: Memory
    stability: Floats
    difficulty: Floats
    believed_stability: Floats
    believed_difficulty: Floats
    last: Floats


def recall_on_the_day(setting: Setting, choice: Choice, seed: int) -> float:
    """Follow one learner; give the mean recall over all cards on the day."""
    rng = np.random.default_rng(seed)
    noisy = [w * float(np.exp(0.15 * rng.standard_normal())) for w in _BELIEVED.w[:20]]
    true = Memory((*noisy, float(rng.uniform(0.1, 0.4))))
    nothing = np.zeros((4, setting.cards))
    deck = Deck(true, nothing[0], nothing[1], nothing[2], nothing[3], np.full(setting.cards, -1.0))
    off = range(setting.days * 2 // 5, setting.days * 2 // 5 + 5) if seed % 3 == 0 else range(0)
    started = 0
    for day in range(setting.days):
        if day in off:
            continue
        new = min(setting.new_a_day, setting.cards - started)
        for card in range(started, started + new):
            _begin(deck, card, day, rng)
        started += new
        _review(deck, setting, choice, day, setting.reviews_a_day - new, rng)
    return float(true.recall(setting.days - deck.last, deck.stability).mean())


def _begin(deck: Deck, card: int, day: int, rng: np.random.Generator) -> None:
    rating = _GOOD if rng.random() < 0.6 else _AGAIN
    deck.stability[card] = deck.true.first_stability(rating) * np.exp(0.3 * rng.standard_normal())
    deck.difficulty[card] = deck.true.first_difficulty(rating)
    deck.believed_stability[card] = _BELIEVED.first_stability(rating)
    deck.believed_difficulty[card] = _BELIEVED.first_difficulty(rating)
    deck.last[card] = day


def _review(deck: Deck, setting: Setting, choice: Choice, day: int, most: int, rng: np.random.Generator) -> None:
    there = np.flatnonzero((deck.last >= 0) & (deck.last < day))
    look = Look(
        stability=deck.believed_stability[there],
        difficulty=deck.believed_difficulty[there],
        elapsed=day - deck.last[there],
        left=float(setting.days - day),
        whole=setting.days,
    )
    score = choice(look, rng)
    chosen = there[[place for place in np.argsort(-score)[:most] if score[place] > 0]]
    if not len(chosen):
        return
    elapsed = day - deck.last[chosen]
    recall = deck.true.recall(elapsed, deck.stability[chosen])
    believed = _BELIEVED.recall(elapsed, deck.believed_stability[chosen])
    passed = rng.random(len(chosen)) < recall
    noise = np.exp(0.3 * rng.standard_normal(len(chosen)))
    deck.stability[chosen], deck.difficulty[chosen] = _after(
        deck.true, deck.stability[chosen], deck.difficulty[chosen], recall, passed
    )
    deck.stability[chosen] *= noise
    deck.believed_stability[chosen], deck.believed_difficulty[chosen] = _after(
        _BELIEVED, deck.believed_stability[chosen], deck.believed_difficulty[chosen], believed, passed
    )
    deck.last[chosen] = day


def _after(
    memory: Memory, stability: Floats, difficulty: Floats, recall: Floats, passed: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    both = [
        (memory.stability(stability, difficulty, recall, rating), memory.difficulty(difficulty, rating))
        for rating in (_GOOD, _AGAIN)
    ]
    return np.where(passed, both[0][0], both[1][0]), np.where(passed, both[0][1], both[1][1])


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    wish = parser.parse_args()
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in CHOICES}
    for setting in SETTINGS:
        means = {
            name: np.array([recall_on_the_day(setting, choice, seed) for seed in range(wish.learners)])
            for name, choice in CHOICES.items()
        }
        for name, recalls in means.items():
            ahead = recalls - means["due at .9"]
            within = 1.96 * float(ahead.std()) / wish.learners**0.5
            found[name].append((float(recalls.mean()), float(ahead.mean()), within))
    if wish.json:
        print(json.dumps(found, indent=2))
        return
    print("recall on the day, and how far ahead of reviewing what is due (interval of 95%)")
    for name, rows in found.items():
        print(f"{name:24}" + "".join(f"   {mean:.3f} ({ahead:+.3f} ± {within:.3f})" for mean, ahead, within in rows))


if __name__ == "__main__":
    main()
