"""Byte-pair encoding on a small text: unknown words, lengths, and another first merge for WordPiece."""

from collections import Counter
from itertools import pairwise

from deepdrill.lab.evidence import Evidence, claim

TEXT = (
    "the queen of the north met the thin king at the inn and the queen quietly told the king that the quarrel "
    "of the north and the south had to end that night for the thaw had come and the quick water tore at the bridge "
    "then the king thanked the queen and both of them thought of the path to the south and of the tenth winter"
)
UNSEEN = "quarterking"


def merge(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """Join every occurrence of a pair of neighbours."""
    out: list[str] = []
    for piece in word:
        if out and (out[-1], piece) == pair:
            out[-1] += piece
        else:
            out.append(piece)
    return tuple(out)


def pairs_of(words: Counter[tuple[str, ...]]) -> Counter[tuple[str, str]]:
    """Count neighbours."""
    counts: Counter[tuple[str, str]] = Counter()
    for word, times in words.items():
        for pair in pairwise(word):
            counts[pair] += times
    return counts


def learn(merges: int) -> list[tuple[str, str]]:
    """Learn merges by the most frequent pair."""
    words = Counter(tuple(word) for word in TEXT.split())
    learned = []
    for _ in range(merges):
        counts = pairs_of(words)
        if not counts:
            break
        best = max(counts, key=lambda pair: (counts[pair], pair))
        learned.append(best)
        words = Counter({merge(word, best): times for word, times in words.items()})
    return learned


def encode(word: str, merges: list[tuple[str, str]]) -> tuple[str, ...]:
    """Cut a word by replaying the merges."""
    pieces = tuple(word)
    for pair in merges:
        pieces = merge(pieces, pair)
    return pieces


@claim
def an_unseen_word_is_written_with_pieces(evidence: Evidence) -> None:
    """A word that the training text does not contain is unknown to a word list and a few known pieces to BPE."""
    merges = learn(40)
    known = {a + b for a, b in merges} | set(TEXT)
    pieces = encode(UNSEEN, merges)
    evidence.row(vocabulary="words", sees="unknown" if UNSEEN not in TEXT.split() else UNSEEN)
    evidence.row(vocabulary="BPE, 40 merges", sees=" ".join(pieces))
    evidence.require(UNSEEN not in TEXT.split(), "The word is in the text.")
    evidence.require("".join(pieces) == UNSEEN and all(piece in known for piece in pieces), f"It became {pieces}.")
    evidence.require(len(pieces) < len(UNSEEN), "No merge applied.")


@claim
def merges_trade_vocabulary_for_length(evidence: Evidence) -> None:
    """With more merges the vocabulary grows and the text gets shorter: from one token a letter to one a word."""
    words, counts, lengths = TEXT.split(), (0, 10, 20, 40, 80, 160), []
    for count in counts:
        merges = learn(count)
        lengths.append(sum(len(encode(word, merges)) for word in words))
        evidence.row(merges=count, vocabulary=len(set(TEXT) - {" "}) + len(merges), tokens=lengths[-1])
    evidence.require(lengths == sorted(lengths, reverse=True), f"Not monotone: {lengths}.")
    evidence.require(lengths[0] == sum(map(len, words)), "Without merges it is not one token a letter.")
    evidence.require(lengths[-1] == len(words), f"With all merges it is {lengths[-1]} tokens for {len(words)} words.")
    evidence.plot(x="merges", y="tokens of the text")
    evidence.curve("byte-pair encoding", counts, lengths)


@claim
def wordpiece_merges_another_pair_first(evidence: Evidence) -> None:
    """By raw count t+h is merged first; by count over the counts of the parts a pair that hardly occurs apart is."""
    words = Counter(tuple(word) for word in TEXT.split())
    counts, letters = pairs_of(words), Counter("".join(TEXT.split()))
    scores = {pair: count / (letters[pair[0]] * letters[pair[1]]) for pair, count in counts.items() if count > 1}
    by_count, by_score = max(counts, key=lambda pair: (counts[pair], pair)), max(scores, key=lambda p: (scores[p], p))
    for name, pair in (("BPE", by_count), ("WordPiece", by_score)):
        cells = {"pair": "+".join(pair), "count": counts[pair], "score": round(scores[pair], 4)}
        evidence.row(method=name, **cells)
    evidence.require(by_count == ("t", "h"), f"BPE merges {by_count}.")
    evidence.require(by_score == ("q", "u"), f"WordPiece merges {by_score}.")
