"""Tell sentences from the same words shuffled: which kind of word follows which.

Words are taken for one of some thirty kinds: articles, prepositions, forms of "to be", and otherwise by their ending.
`order.json` holds how much more often than by chance one kind follows another in the texts of the library;
`python -m benchmarks.agreement --fit` counts it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

__all__ = ["FILE", "Order", "counted_order", "kinds_of", "word_order"]

FILE = Path(__file__).with_suffix(".json")

_FUNCTION = {
    word: kind
    for kind, words in (
        (
            "the",
            "the a an this that these those their its my your our his her each every both either neither no such own",
        ),
        ("is", "is are was were be been being am isn't aren't"),
        ("do", "do does did have has had having will would shall should can could may might must let don't doesn't"),
        ("do", "can't won't cannot get gets got make makes made go goes"),
        ("in", "of in on at by for from with without within into onto under between through during before after"),
        ("in", "above below across per via as than about up down out off until since"),
        ("to", "to"),
        ("and", "and or but nor so then yet while whereas because if when though although unless once"),
        ("and", "plus minus times over"),  # formulas read aloud, though "over the batch" is a place
        ("it", "it they them he she we us you i me itself they're we're you're i'm it's that's there there's here"),
        ("it", "he's she's what's who's here's let's"),
        (
            "i'd",
            "i'd you'd he'd she'd it'd we'd they'd there'd that'd i'll you'll he'll she'll it'll we'll they'll that'll",
        ),
        ("i'd", "i've you've we've they've who'd who'll"),
        ("which", "which who whom whose what why how where"),
        ("not", "not never"),
        ("also", "also too very just only even still already again more most less least much many few some any all"),
        ("also", "really basically actually kind well hence therefore thus however like"),
        ("0", "one two three four five six"),
    )
    for word in words.split()
}
_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "ity", "er", "al", "ive", "ous", "ble", "ise", "ize", "s")
_SMOOTHING = 10.0


class Order(msgspec.Struct, frozen=True):
    """How much more often than by chance (logarithm) one kind of word follows another."""

    follows: Mapping[str, Mapping[str, float]]

    def score(self, words: Sequence[str]) -> float:
        """Give the mean over neighbours; shuffled words are at or below zero."""
        kinds = kinds_of(words)
        found = [self.follows.get(one, {}).get(other, 0.0) for one, other in pairwise(kinds)]
        return sum(found) / len(found) if found else 0.0


def kinds_of(words: Iterable[str]) -> list[str]:
    """Say of each word which kind it is."""
    return [_kind(word) for word in words]


def counted_order(texts: Iterable[Sequence[str]]) -> Order:
    """Count which kind of word follows which in some texts, given as words."""
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for words in texts:
        kinds = kinds_of(words)
        alone.update(kinds)
        pairs.update(pairwise(kinds))
    whole = sum(alone.values())

    def surprise(one: str, other: str) -> float:
        chance = alone[other] / whole
        seen = (pairs[one, other] + _SMOOTHING * chance) / (alone[one] + _SMOOTHING)
        return round(math.log(seen / chance), 2)

    return Order({one: {other: surprise(one, other) for other in sorted(alone)} for one in sorted(alone)})


@cache
def word_order() -> Order:
    """Read the table that deepdrill brings."""
    return msgspec.json.decode(FILE.read_bytes(), type=Order)


def _kind(word: str) -> str:
    if word in _FUNCTION:
        return _FUNCTION[word]
    if word[0].isdigit():
        return "0"
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) > len(one) + 2), "")
    return f"-{ending}" if ending else "short" if len(word) <= 3 else "word"  # noqa: PLR2004  "d", "n", "QK", "relu"
