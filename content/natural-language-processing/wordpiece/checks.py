"""Checks of WordPiece: training against a recount in exact fractions at every step, encoding against a recursion."""

from collections.abc import Collection
from fractions import Fraction

from deepdrill.judge.checks import Trial, check

Pair = tuple[str, str]


def split(word: str) -> tuple[str, ...]:
    """Cut a word into letters, all but the first with ##."""
    return (word[0], *(f"##{letter}" for letter in word[1:]))


def places(pieces: tuple[str, ...], pair: Pair) -> tuple[str, ...]:
    """Join a pair wherever it stands, from the left."""
    if len(pieces) < 2:
        return pieces
    if pieces[:2] == pair:
        return (pair[0] + pair[1][2:], *places(pieces[2:], pair))
    return (pieces[0], *places(pieces[1:], pair))


def scores(words: dict[str, tuple[str, ...]], counts: dict[str, int]) -> dict[Pair, Fraction]:
    """Give each neighbouring pair its score."""
    total: dict[str, int] = {}
    together: dict[Pair, int] = {}
    for word, pieces in words.items():
        for index, piece in enumerate(pieces):
            total[piece] = total.get(piece, 0) + counts[word]
            if index + 1 < len(pieces):
                pair = (piece, pieces[index + 1])
                together[pair] = together.get(pair, 0) + counts[word]
    return {pair: Fraction(n, total[pair[0]] * total[pair[1]]) for pair, n in together.items()}


def trained(counts: dict[str, int], size: int) -> list[str]:
    """Train."""
    words = {word: split(word) for word in counts}
    vocabulary = sorted({piece for pieces in words.values() for piece in pieces})
    while len(vocabulary) < size:
        found = scores(words, counts)
        if not found:
            return vocabulary
        top = max(found.values())
        best = min(pair for pair, score in found.items() if score == top)
        words = {word: places(pieces, best) for word, pieces in words.items()}
        vocabulary.append(best[0] + best[1][2:])
    return vocabulary


def encoded(word: str, vocabulary: Collection[str], prefix: str = "") -> list[str] | None:
    """Take the longest piece and go on behind it; None where some piece is missing."""
    if not word:
        return []
    fits = [end for end in range(1, len(word) + 1) if prefix + word[:end] in vocabulary]
    if not fits:
        return None
    rest = encoded(word[max(fits) :], vocabulary, "##")
    return None if rest is None else [prefix + word[: max(fits)], *rest]


def draw_counts(trial: Trial, letters: str, words: int, longest: int, most: int = 9) -> dict[str, int]:
    """Draw words with their counts."""
    found: dict[str, int] = {}
    while len(found) < words:
        word = "".join(trial.dice.choice(letters) for _ in range(trial.size(1, longest)))
        found[word] = trial.size(1, most)
    return found


def compare(trial: Trial, counts: dict[str, int], *sizes: int) -> None:
    """Train to several sizes and compare the vocabularies."""
    for size in sizes:
        with trial.case(f"{len(counts)} words, a vocabulary of {size}"):
            trial.same(trial.call("train", counts, size), trained(counts, size), what="the vocabulary")


@check
def begins_with_the_letters(trial: Trial) -> None:
    """The vocabulary begins with all letters as they stand first and, with ##, inside words, in sorted order."""
    compare(trial, {"hug": 3, "gum": 2, "a": 1}, 0, 6)
    compare(trial, draw_counts(trial, "abcdef", 6, 5), 1)


@check
def joins_what_belongs_together(trial: Trial) -> None:
    """Next comes the pair whose count, divided by the counts of both parts, is highest, not the most frequent one."""
    counts = {"ab": 20, "ac": 15, "ad": 15, "xb": 10, "zy": 2}  # z and y are rare, and always together
    compare(trial, counts, 9, 10, 12)
    for _ in range(3):
        counts = draw_counts(trial, "abcd", 8, 4)
        compare(trial, counts, 10, 14)


@check
def words_count_as_often_as_they_come(trial: Trial) -> None:
    """A word that comes n times counts n times, in the pairs and in the parts."""
    compare(trial, {"ab": 1, "ac": 50, "db": 50, "ef": 7, "eg": 3}, 9, 10, 11, 12)
    compare(trial, draw_counts(trial, "abc", 7, 4, most=60), 9, 12)


@check
def of_equal_scores_the_first_comes(trial: Trial) -> None:
    """Among equal scores the pair that is smallest in Python's order of tuples is joined."""
    for _ in range(2):
        first, second, third, fourth, fifth, sixth = trial.dice.sample("abcdefgh", 6)
        compare(trial, {first + second: 4, third + fourth: 4, fifth + sixth: 4}, 7, 8, 9)


@check
def joins_everywhere_and_goes_on(trial: Trial) -> None:
    """A pair is joined wherever it stands, from the left in a run of equal letters, and the result joins again."""
    compare(trial, {"aaaa": 3, "aaaaa": 1, "ab": 2}, 4, 5, 6, 7)
    compare(trial, {"banana": 5, "bandana": 2, "nab": 1}, 9, 11, 14)
    for _ in range(2):
        counts = draw_counts(trial, "ab", 5, 6)
        compare(trial, counts, 6, 9)


@check
def stops_when_nothing_is_left(trial: Trial) -> None:
    """Training stops at the size, or when all words are single pieces."""
    compare(trial, {"ab": 2, "b": 1}, 50)
    compare(trial, {"abc": 2, "dbc": 1, "zabc": 1, "bcd": 2}, 60)
    for _ in range(3):
        compare(trial, draw_counts(trial, "ab", 6, 5), 100)


@check
def takes_the_longest_piece(trial: Trial) -> None:
    """Encoding takes the longest piece that fits, at the beginning without ## and after it with ##."""
    vocabulary = ["h", "##u", "##g", "hu", "##gs", "hug", "##s", "##ugs", "p", "##ub", "u", "g", "s"]
    for word in ("hugs", "hug", "pugs", "pub", "hs", "p", "us"):
        wanted = encoded(word, vocabulary) or ["[UNK]"]
        with trial.case(word):
            trial.same(trial.call("encode", word, vocabulary), wanted, what="the pieces")
    for _ in range(6):
        letters = "abc"
        vocabulary = [*letters, *(f"##{letter}" for letter in letters)]
        for word in draw_counts(trial, letters, 12, 4):
            vocabulary.append(trial.dice.choice(("", "##")) + word)
        word = "".join(trial.dice.choice(letters) for _ in range(trial.size(1, 12)))
        with trial.case(word):
            trial.same(trial.call("encode", word, vocabulary), encoded(word, vocabulary), what="the pieces")


@check
def one_missing_piece_makes_the_word_unknown(trial: Trial) -> None:
    """If at some place no piece fits, the whole word is [UNK], also where another cut would have worked."""
    vocabulary = ["a", "ab", "##b", "##c", "##bcd", "##d", "abcx", "##e"]
    # With "ab" taken, "##cd" is left: "##c", "##d". "abe" has "##e"; "abf" has nothing; "aa" no "##a".
    for word in ("abcd", "abe", "abf", "aa", "x", "abcde", "fab"):
        with trial.case(word):
            wanted = encoded(word, vocabulary) or ["[UNK]"]
            trial.same(trial.call("encode", word, vocabulary), wanted, what="the pieces")
    vocabulary = ["a", "ab", "##bc"]  # "a", "##bc" would do, but "ab" is longer and leaves a "c" behind
    with trial.case("abc"):
        trial.same(trial.call("encode", "abc", vocabulary), ["[UNK]"], what="the pieces")


@check
def long_words_are_unknown(trial: Trial) -> None:
    """A word of more than `longest` letters is [UNK]; one of just as many is not; an empty word has no pieces."""
    vocabulary = ["a", "##a", "##aa"]
    for length, longest in ((4, 4), (5, 4), (1, 1), (2, 1)):
        wanted = encoded("a" * length, vocabulary) if length <= longest else ["[UNK]"]
        with trial.case(f"{length} letters, longest {longest}"):
            trial.same(trial.call("encode", "a" * length, vocabulary, longest), wanted, what="the pieces")
    trial.same(trial.call("encode", "a" * 101, vocabulary), ["[UNK]"], what="the pieces of 101 letters")
    trial.same(trial.call("encode", "a" * 100, vocabulary), encoded("a" * 100, vocabulary), what="the pieces of 100")
    trial.same(trial.call("encode", "", vocabulary), [], what="the pieces of nothing")


@check
def leaves_the_counts_alone(trial: Trial) -> None:
    """The counts and the vocabulary are left as they were."""
    counts = draw_counts(trial, "abc", 5, 4)
    trial.same(trial.after("train", counts, 12)[0], counts, what="the counts after training")
    vocabulary = ["a", "##b", "ab"]
    trial.same(trial.after("encode", "abb", vocabulary)[1], vocabulary, what="the vocabulary after encoding")
