"""Part-of-speech taggers on a small corpus: the most frequent tag, a hidden Markov model, and a BiLSTM."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

Sentence = list[tuple[str, str]]
"""Words with their tags."""
Tagger = Callable[[list[str]], list[str]]

TAGS = ("NOUN", "VERB", "PRON", "DET", "AUX", "ADJ", "ADP", "ADV", "PROPN", "PART", "SCONJ", "NUM", "INTJ", "CCONJ")
"""The tags of the universal set that the corpus uses; of the 17, PUNCT, SYM and X are missing."""
TRAINING, DRAWS = 240, 3
"""Sentences to learn from; the others are for testing. And how often fewer are drawn for each point of the curve."""
SIZES = (15, 30, 60, 120, 240)
"""Training sentences along the curve."""
BATCH, WIDTH, HIDDEN = 16, 32, 32
ALL, ONE, SEVERAL, UNSEEN = "all words", "one tag", "several tags", "unseen"
KINDS = (ALL, ONE, SEVERAL, UNSEEN)
BASELINE, HMM, LSTM = "usual tag", "Markov", "BiLSTM"
ENDINGS = 3
"""Longest ending, in letters."""


def read(path: Path) -> list[Sentence]:
    """Read one sentence per line, each word as word/TAG."""
    lines = path.read_text("utf-8").splitlines()
    sentences = [[(word, tag) for word, _, tag in (one.rpartition("/") for one in line.split())] for line in lines]
    unknown = {tag for sentence in sentences for _, tag in sentence} - set(TAGS)
    if unknown:
        raise ValueError(f"{path.name} has tags that are none: {', '.join(sorted(unknown))}")
    return sentences


def consistent(sentences: list[Sentence], path: Path) -> None:
    """Refuse a corpus where a word has several tags and the list does not say so: it would be a slip in the tagging."""
    declared = {word: set(tags) for word, *tags in (line.split() for line in path.read_text("utf-8").splitlines())}
    for word, tags in by_word(sentences).items():
        if len(tags) > 1 and set(tags) != declared.get(word):
            raise ValueError(f"“{word}” is tagged {', '.join(sorted(tags))}, which {path.name} does not say")


def texts(sentences: list[Sentence]) -> list[list[str]]:
    """Give the words without the tags."""
    return [[word for word, _ in sentence] for sentence in sentences]


def by_word(sentences: list[Sentence]) -> dict[str, Counter[str]]:
    """Count the tags of each word."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, tag in sentence:
            counts[word][tag] += 1
    return counts


def by_ending(counts: dict[str, Counter[str]]) -> dict[str, NDArray[np.float64]]:
    """Give for each ending how often its words have each tag (T,); each word counts once, as a new word would."""
    found: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(TAGS)))
    for word, tags in counts.items():
        for length in range(ENDINGS + 1):
            if length < len(word):
                found[word[len(word) - length :]] += [tags[tag] / tags.total() for tag in TAGS]
    return dict(found)


def most_frequent(sentences: list[Sentence]) -> Tagger:
    """Give each word the tag that it has most often, and a new word the tag that most words have."""
    counts = by_word(sentences)
    best = {word: max(TAGS, key=lambda tag: tags[tag]) for word, tags in counts.items()}
    usual = Counter(best.values()).most_common(1)[0][0]
    return lambda words: [best.get(word, usual) for word in words]


@dataclass
class Markov:
    """A hidden Markov model: each tag depends on the tag before it, each word on its tag."""

    sentences: list[Sentence]
    endings: bool
    decoding: str
    """How the path is found: "Viterbi" or "left to right"."""

    def __post_init__(self) -> None:
        """Count tags after tags and words of tags; the last row of moves is the start of a sentence."""
        self.counts = by_word(self.sentences)
        moves = np.full((len(TAGS) + 1, len(TAGS)), 0.1)
        for sentence in self.sentences:
            path = [len(TAGS)] + [TAGS.index(tag) for _, tag in sentence]
            np.add.at(moves, (path[:-1], path[1:]), 1)
        self.moves = np.log(moves / moves.sum(1, keepdims=True))
        self.often = np.array([sum(tags[tag] for tags in self.counts.values()) for tag in TAGS]) + 0.1
        self.found = by_ending(self.counts)

    def emission(self, word: str) -> NDArray[np.float64]:
        """Give log P(word | tag) (T,), up to a constant that is the same for all tags."""
        if word in self.counts:
            return np.log(np.array([self.counts[word][tag] for tag in TAGS]) / self.often + 1e-8)
        share = self.found[""] / self.found[""].sum()
        for length in range(1, ENDINGS + 1 if self.endings else 1):
            seen = self.found.get(word[-length:], np.zeros(len(TAGS)))
            share = (seen + 2 * share) / (seen.sum() + 2)  # a long ending that is rare leans on the shorter one
        return np.log(share / self.often + 1e-8)

    def __call__(self, words: list[str]) -> list[str]:
        """Tag a sentence by the best path, or from left to right without looking ahead."""
        score = self.moves[-1] + self.emission(words[0])
        came: list[NDArray[np.intp]] = []
        for word in words[1:]:
            if self.decoding == "left to right":
                kept = np.full(len(TAGS), -np.inf)
                kept[score.argmax()] = score.max()
                score = kept
            paths = score[:, None] + self.moves[:-1]
            came.append(paths.argmax(0))
            score = paths.max(0) + self.emission(word)
        path = [int(score.argmax())]
        for back in reversed(came):
            path.append(int(back[path[-1]]))
        return [TAGS[tag] for tag in reversed(path)]


class Network(nn.Module):
    """Reads a sentence in both directions and gives a score for each tag of each word."""

    def __init__(self, sentences: list[Sentence], *, endings: bool) -> None:
        """Give each word of the training and each ending a vector; number 0 is padding, 1 is unknown."""
        super().__init__()
        words = sorted(by_word(sentences))
        self.words = {word: number for number, word in enumerate(words, 2)}
        tails = sorted({word[-length:] for word in words for length in range(1, ENDINGS + 1)})
        self.tails = {tail: number for number, tail in enumerate(tails, 2)}
        self.endings = endings
        self.word = nn.Embedding(len(words) + 2, WIDTH, padding_idx=0)
        self.tail = nn.EmbeddingBag(len(tails) + 2, WIDTH, mode="sum", padding_idx=0)
        self.lstm = nn.LSTM(WIDTH, HIDDEN, bidirectional=True, batch_first=True)
        self.head = nn.Linear(2 * HIDDEN, len(TAGS))

    def numbers(self, sentences: Sequence[list[str]]) -> tuple[torch.Tensor, torch.Tensor, list[int]]:
        """Give the numbers of words (N, L) and of their endings (N, L, 3), and the lengths."""
        lengths = [len(words) for words in sentences]
        word = torch.zeros(len(sentences), max(lengths), dtype=torch.long)
        tail = torch.zeros(*word.shape, ENDINGS, dtype=torch.long)
        for row, words in enumerate(sentences):
            word[row, : len(words)] = torch.tensor([self.words.get(one, 1) for one in words])
            for at, one in enumerate(words):
                for length in range(1, ENDINGS + 1):
                    tail[row, at, length - 1] = self.tails.get(one[-length:], 1)
        return word, tail, lengths

    def forward(self, word: torch.Tensor, tail: torch.Tensor, lengths: list[int]) -> torch.Tensor:
        """Give scores (N, L, T)."""
        x = self.word(word)
        if self.endings:
            x = x + self.tail(tail.flatten(0, 1)).view_as(x)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        return self.head(nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)[0])

    @torch.no_grad()
    def all(self, sentences: Sequence[list[str]]) -> list[list[str]]:
        """Tag many sentences."""
        word, tail, lengths = self.numbers(sentences)
        best = self(word, tail, lengths).argmax(-1).tolist()
        return [[TAGS[tag] for tag in row[:length]] for row, length in zip(best, lengths, strict=True)]


def train(
    lab: Lab, net: Network, sentences: list[Sentence], test: list[Sentence], *, passes: int, hidden: float
) -> None:
    """Train the network; in each batch a share of the words is hidden, as if they had never been seen."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    word, tail, _ = net.numbers(texts(sentences))
    lengths = [len(sentence) for sentence in sentences]
    goal = torch.full(word.shape, -1)
    for row, sentence in enumerate(sentences):
        goal[row, : len(sentence)] = torch.tensor([TAGS.index(tag) for _, tag in sentence])
    for epoch in range(1, passes + 1):
        for rows in torch.randperm(len(sentences)).split(BATCH):
            sizes = [lengths[row] for row in rows]
            x = word[rows, : max(sizes)]
            x = torch.where((torch.rand(x.shape) < hidden) & (x > 0), 1, x)
            scores = net(x, tail[rows, : max(sizes)], sizes)
            loss = nn.functional.cross_entropy(
                scores.flatten(0, 1), goal[rows, : max(sizes)].flatten(), ignore_index=-1
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        lab.point(LSTM, epoch, accuracy(net.all(texts(test)), test), chart="passes")
        if lab.stopped:
            return


def accuracy(tagged: list[list[str]], gold: list[Sentence]) -> float:
    """Give the share of words whose tag is right."""
    return float(np.mean([tag == true for tag, (_, true) in pairs(tagged, gold)]))


def pairs(tagged: list[list[str]], gold: list[Sentence]) -> list[tuple[str, tuple[str, str]]]:
    """Give for each word the tag it was given, itself, and its true tag."""
    return [pair for row, sentence in zip(tagged, gold, strict=True) for pair in zip(row, sentence, strict=True)]


def by_kind(tagged: list[list[str]], gold: list[Sentence], counts: dict[str, Counter[str]]) -> dict[str, float]:
    """Give the accuracy on all words, and on those that the training had with one tag, with several and not at all."""
    right: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for tag, (word, true) in pairs(tagged, gold):
        kind = UNSEEN if word not in counts else ONE if len(counts[word]) == 1 else SEVERAL
        right[kind].append(tag == true)
        right[ALL].append(tag == true)
    return {kind: float(np.mean(seen)) for kind, seen in right.items()}


def more_sentences(
    lab: Lab, pool: list[Sentence], test: list[Sentence], make: Callable[[list[Sentence]], Markov]
) -> None:
    """Draw the accuracy of the two simple taggers, and the share of unseen words, by the size of the training."""
    for size in SIZES:
        seen: dict[str, list[float]] = defaultdict(list)
        for _ in range(DRAWS if size < len(pool) else 1):
            few = [pool[at] for at in lab.rng.choice(len(pool), size, replace=False)]
            for name, tagger in ((BASELINE, most_frequent(few)), (HMM, make(few))):
                seen[name].append(accuracy([tagger(words) for words in texts(test)], test))
            known = by_word(few)
            seen["unseen words"].append(float(np.mean([word not in known for words in texts(test) for word in words])))
        for name, shares in seen.items():
            lab.point(name, size, np.mean(shares), chart="curve")


def show_sample(lab: Lab, sentence: str, taggers: dict[str, Tagger], counts: dict[str, Counter[str]]) -> None:
    """Show how each tagger tags the sentence, and how often the training had its words with which tag."""
    gold = next(one for one in read(lab.data("samples.txt")) if " ".join(texts([one])[0]) == sentence)
    given = {name: tagger(texts([gold])[0]) for name, tagger in taggers.items()}
    rows = []
    for at, (word, true) in enumerate(gold):
        seen = ", ".join(f"{count} {tag}" for tag, count in counts.get(word, Counter()).most_common()) or "never"
        rows.append({"word": word, "true": true, **{name: tags[at] for name, tags in given.items()}, "seen as": seen})
    lab.table(f"“{sentence}”", rows)


def run(lab: Lab, *, sentence: str, decoding: str, passes: int, hidden: float, endings: bool) -> None:
    """Train the taggers, test them by kind of word, and tag the sentence."""
    corpus = read(lab.data("tagged.txt"))
    consistent(corpus, lab.data("ambiguous.txt"))
    order = lab.rng.permutation(len(corpus))
    pool, test = [corpus[at] for at in order[:TRAINING]], [corpus[at] for at in order[TRAINING:]]
    counts = by_word(pool)
    more_sentences(lab, pool, test, lambda few: Markov(few, endings, decoding))
    taggers: dict[str, Tagger] = {BASELINE: most_frequent(pool), HMM: Markov(pool, endings, decoding)}
    for name, tagger in taggers.items():
        seen = accuracy([tagger(words) for words in texts(test)], test)
        lab.curve(name, (0, max(passes, 1)), (seen, seen), chart="passes")
    if passes:
        net = Network(pool, endings=endings)
        train(lab, net, pool, test, passes=passes, hidden=hidden)
        taggers[LSTM] = lambda words: net.all([words])[0]
    rows = []
    for name, tagger in taggers.items():
        shares = by_kind([tagger(words) for words in texts(test)], test, counts)
        rows.append({"tagger": name} | {kind: round(share, 3) for kind, share in shares.items()})
        for kind in (ALL, SEVERAL, UNSEEN):
            lab.value(f"{name}: {kind}", shares[kind])
    lab.table("accuracy on test sentences", rows)
    show_sample(lab, sentence, taggers, counts)


@settles("baseline")
def words_with_several_tags(runs: Runs) -> int:
    """Test the most frequent tag on the words that the training had with several tags."""
    seen = runs(passes=0).values
    everywhere, several = (seen[f"{BASELINE}: {kind}"] for kind in (ALL, SEVERAL))
    runs.note(f"The most frequent tag is right on {everywhere:.2f} of all words and on {several:.2f} of those.")
    return 0 if several > 0.85 else 1 if several > 0.7 else 2 if 0.35 < several < 0.65 else -1


@settles("look-ahead")
def without_looking_ahead(runs: Runs) -> int:
    """Decode by Viterbi and from left to right, on words with several tags."""
    ahead, greedy = (runs(passes=0, decoding=how).values[f"{HMM}: {SEVERAL}"] for how in ("Viterbi", "left to right"))
    runs.note(f"On words with several tags the model is right in {ahead:.3f} with Viterbi and {greedy:.3f} without.")
    lost = ahead - greedy
    return 0 if abs(lost) < 0.01 else 1 if lost > 0.02 else -1 if lost > 0 else 2


@settles("endings")
def new_words_by_their_endings(runs: Runs) -> int:
    """Test the hidden Markov model on words that it never saw, with and without their endings."""
    alike, told = (runs(passes=0, endings=used).values[f"{HMM}: {UNSEEN}"] for used in (False, True))
    runs.note(f"On unseen words the Markov model is right in {alike:.3f} without endings and in {told:.3f} with them.")
    gained = told - alike
    return 0 if gained > 0.1 else 2 if gained < -0.1 else 1 if abs(gained) < 0.08 else -1


@settles("network")
def the_network_beside_counts(runs: Runs) -> int:
    """Compare the BiLSTM with the hidden Markov model on all words."""
    counts, network = (runs().values[f"{name}: {ALL}"] for name in (HMM, LSTM))
    runs.note(f"On all words the Markov model is right in {counts:.3f} and the BiLSTM in {network:.3f}.")
    gained = network - counts
    return 0 if gained > 0.06 else 2 if gained < -0.06 else 1 if abs(gained) < 0.05 else -1
