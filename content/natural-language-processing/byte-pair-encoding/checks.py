"""Checks of byte-pair encoding against an oracle that keeps each word as a string of private marks.

Every symbol is one Unicode character of the oracle's own, so a merge is str.replace, which goes from left to right.
"""

from collections.abc import Sequence
from typing import Any

from deepdrill.judge.checks import Trial, check

Pair = tuple[str, str]


class Marks:
    """Gives each symbol a character of its own from a private area of Unicode."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.symbols: dict[str, str] = {}

    def mark(self, symbol: str) -> str:
        """Give a symbol's character."""
        if symbol not in self.of:
            own = chr(0xF0000 + len(self.of))
            self.of[symbol], self.symbols[own] = own, symbol
        return self.of[symbol]

    def write(self, word: str) -> str:
        """Write a word, one mark per character."""
        return "".join(self.mark(character) for character in word)

    def replace(self, text: str, pair: Pair) -> str:
        """Apply a merge."""
        return text.replace(self.mark(pair[0]) + self.mark(pair[1]), self.mark(pair[0] + pair[1]))

    def read(self, text: str) -> list[str]:
        """Give the symbols back."""
        return [self.symbols[own] for own in text]


def learn(words: dict[str, int], count: int) -> list[Pair]:
    """Learn merges."""
    marks = Marks()
    texts = [(marks.write(word), frequency) for word, frequency in words.items()]
    merges: list[Pair] = []
    while len(merges) < count:
        totals: dict[Pair, int] = {}
        for text, frequency in texts:
            for i in range(len(text) - 1):
                pair = (marks.symbols[text[i]], marks.symbols[text[i + 1]])
                totals[pair] = totals.get(pair, 0) + frequency
        if not totals:
            break
        largest = max(totals.values())
        merges.append(min(pair for pair, total in totals.items() if total == largest))
        texts = [(marks.replace(text, merges[-1]), frequency) for text, frequency in texts]
    return merges


def cut(word: str, merges: Sequence[Pair]) -> list[str]:
    """Encode a word."""
    marks = Marks()
    text = marks.write(word)
    for pair in merges:
        text = marks.replace(text, pair)
    return marks.read(text)


def cut_by_rank(word: str, merges: Sequence[Pair]) -> list[str]:
    """Encode a word by applying, again and again, the earliest merge that is possible: nearly always the same."""
    marks = Marks()
    text = marks.write(word)
    while True:
        for pair in merges:
            shorter = marks.replace(text, pair)
            if shorter != text:
                text = shorter
                break
        else:
            return marks.read(text)


def draw_word(trial: Trial, letters: str, low: int, high: int) -> str:
    """Draw a word."""
    return "".join(trial.dice.choice(letters) for _ in range(trial.size(low, high)))


def draw_words(trial: Trial, letters: str, number: int, *, longest: int = 8, often: int = 9) -> dict[str, int]:
    """Draw words with frequencies."""
    return {draw_word(trial, letters, 1, longest): trial.size(1, often) for _ in range(number)}


def train(trial: Trial, words: dict[str, int], count: int) -> None:
    """Train and compare."""
    found = trial.call("train", words, count)
    trial.same(found, learn(words, count), what="the list of merges")


def encode(trial: Trial, word: str, merges: Sequence[Pair]) -> None:
    """Encode and compare, where both readings of the merges' order agree."""
    expected = cut(word, merges)
    if expected == cut_by_rank(word, merges):
        trial.same(trial.call("encode", word, list(merges)), expected, what=f"the symbols of {word!r}")


@check
def learns_the_most_frequent_pairs(trial: Trial) -> None:
    """Each merge is the most frequent pair of the symbols that the merges before it have left."""
    train(trial, {"ab": 3, "abc": 2, "bc": 1}, 2)
    for letters, number, count in (("abc", 3, 2), ("abcd", 8, 6), ("abcdef", 20, 15)):
        train(trial, draw_words(trial, letters, number, often=40), count)


@check
def words_count_as_often_as_they_occur(trial: Trial) -> None:
    """A pair of a frequent word outweighs a pair of many rare ones."""
    often, rare = trial.dice.sample("pqrstu", 2), trial.dice.sample("vwxyz", 2)
    words = {"".join(often): 50, **{"".join(rare) + letter: 2 for letter in "abcdef"}}
    train(trial, words, 1)
    train(trial, words, 4)


@check
def every_position_counts(trial: Trial) -> None:
    """A pair that stands several times in a word counts each time, overlapping positions included."""
    a, b, c, d = trial.dice.sample("abcdefgh", 4)
    train(trial, {a + b + c + a + b + d + a + b: 3, c + d: 8}, 1)
    train(trial, {a * 5: 3, b + c: 11}, 1)
    train(trial, {a * 5: 3, b + c: 13}, 1)
    train(trial, {(a + b) * 3 + c: 2, b + d: 5, c + d: 5}, 3)


@check
def equal_counts_go_by_the_smallest_pair(trial: Trial) -> None:
    """Among pairs of equal count the smallest tuple is taken, whatever order the words come in."""
    for _ in range(3):
        pairs = ["".join(trial.dice.sample("abcdefgh", 2)) for _ in range(6)]
        trial.dice.shuffle(pairs)
        train(trial, {pair + trial.dice.choice("xyz"): 4 for pair in pairs}, 5)
    # ("a", "bc") comes before ("ab", "a") as tuples, and joined it would be the other way round.
    train(trial, {"bc": 20, "ab": 10, "abc": 3, "abd": 4, "aba": 4}, 8)
    # As tuples ("a", "z") < ("aa", "b"), and joined "aab" < "az".
    train(trial, {"aa": 9, "aab": 3, "az": 3}, 3)


@check
def merges_from_left_to_right(trial: Trial) -> None:
    """A merge replaces from left to right: three equal symbols become a joined one and a single one."""
    a, b, c = trial.dice.sample("abcdefgh", 3)
    train(trial, {a * 3: 5, a * 3 + b: 4, c + a * 3: 2}, 3)
    train(trial, {a * 7: 3, a * 4 + b: 2, b + a * 5: 2}, 6)
    for n in range(2, 8):
        encode(trial, a * n, [(a, a)])
        encode(trial, a * n + b, [(a, a), (a + a, a + a), (a, b)])


@check
def symbols_are_not_text(trial: Trial) -> None:
    """A pair is two whole symbols: parts of longer symbols that look alike are not touched."""
    a, b, c = trial.dice.sample("abcdefgh", 3)
    # After (b, a) is learned, the symbol b+a is followed by b, which must not be taken for a followed by b.
    train(trial, {b + a: 20, b + a + b: 3, a + b + c: 6, c + a + b: 5}, 5)
    encode(trial, b + a + b, [(b, a), (a, b)])
    encode(trial, c + b + a + b + c, [(b, a), (a, b), (b, c)])
    for _ in range(3):
        train(trial, draw_words(trial, "ab", 6, longest=7), 6)


@check
def stops_when_nothing_is_left(trial: Trial) -> None:
    """Training ends early when every word is a single symbol, and count = 0 learns nothing."""
    train(trial, {"a": 3, "b": 1}, 5)
    train(trial, {"abcd": 1, "e": 4}, 9)
    train(trial, draw_words(trial, "abc", 4, longest=4), 100)
    train(trial, {"abab": 2}, 9)
    train(trial, draw_words(trial, "abc", 4), 0)
    train(trial, {}, 3)


@check
def encodes_new_words(trial: Trial) -> None:
    """Merges are applied in the order learned, to words of the corpus and to new ones."""
    for letters, number, count in (("abc", 6, 5), ("abcd", 15, 12)):
        merges = learn(draw_words(trial, letters, number), count)
        for _ in range(8):
            encode(trial, draw_word(trial, letters, 1, 12), merges)


@check
def earlier_merges_come_first(trial: Trial) -> None:
    """Where two merges compete for a symbol, the one learned earlier wins, however long or far left the other is."""
    a, b, c, d = trial.dice.sample("abcdefgh", 4)
    encode(trial, b + c + d, [(b, c), (c, d), (b, c + d)])
    encode(trial, a + b + c, [(b, c), (a, b)])
    encode(trial, a + b + c, [(a, b), (b, c)])
    encode(trial, a + b + c + d, [(c, d), (a, b), (b, c), (a + b, c)])
    encode(trial, a + b + c + d, [(b, c), (a, b), (c, d), (a, b + c)])
    encode(trial, (a + b + c) * 3, [(c, a), (a, b), (b, c)])


@check
def unknown_characters_stay(trial: Trial) -> None:
    """Characters never seen stay single, and the symbols always join to the word, spaces and emoji included."""
    merges = learn({"low": 5, "lower": 2, "new est": 6, "wi dest": 3}, 9)
    for word in ("", "x", "zlowz", "new newest", "lo\u0301wer \U0001f600", "w\u00e9st  est", "l\nlow|er</w>"):
        encode(trial, word, merges)
    encode(trial, draw_word(trial, "xyz", 3, 9), [])
    train(trial, {"a b": 3, "\u00e9\u00e9": 3, "b a b": 2, "\U0001f600|": 4}, 4)


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """The words and merges are as they were."""
    words = {"abab": 3, "abc": 2}
    merges = learn(words, 3)
    trial.same(unchanged(trial.after("train", words, 3)), [words, 3], what="what the arguments are after train")
    trial.require(list(words) == ["abab", "abc"], "The check changed its own words.")
    after = trial.after("encode", "ababc", merges)
    trial.same(list(after), ["ababc", merges], what="what the arguments are after encode")


def unchanged(after: tuple[Any, ...]) -> list[Any]:
    """Let extra words in the dict be seen."""
    extra = isinstance(after[0], dict) and len(after[0]) != 2
    return ["a dict with other words" if extra else after[0], *after[1:]]
