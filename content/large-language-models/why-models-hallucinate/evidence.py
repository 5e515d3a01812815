"""A language model that has read nothing but true sentences, and what it states."""

from collections import Counter, defaultdict
from itertools import pairwise

from deepdrill.lab.evidence import Evidence, claim

PEOPLE, TOWNS = 200, 20
Counts = dict[str, Counter[str]]


def truths(evidence: Evidence) -> list[str]:
    """Draw one true sentence a person: they share their second names, as people do."""
    towns = evidence.integers(PEOPLE, low=0, high=TOWNS).tolist()
    return [f"first{i // 10} second{i % 10} was born in town{towns[i]}" for i in range(PEOPLE)]


def bigrams(sentences: list[str]) -> Counts:
    """Train the smallest language model: how often each word follows each word."""
    counts: Counts = defaultdict(Counter)
    for sentence in sentences:
        words = ["<s>", *sentence.split(), "</s>"]
        for a, b in pairwise(words):
            counts[a][b] += 1
    return counts


def finish(counts: Counts, start: str, evidence: Evidence | None) -> str:
    """Complete a sentence: greedily, or by sampling where there are dice."""
    words = start.split()
    while words[-1] != "</s>":
        after = counts[words[-1]]
        if evidence is None:
            words.append(max(after, key=lambda word: (after[word], word)))
        else:
            among = [word for word, times in sorted(after.items()) for _ in range(times)]
            words.append(among[int(evidence.integers(1, low=0, high=len(among)))])
    return " ".join(words[:-1])


@claim
def only_true_sentences_and_yet_false_statements(evidence: Evidence) -> None:
    """Trained on true sentences only, a bigram model completes most of them falsely, also if it decodes greedily."""
    sentences = truths(evidence)
    true, counts = set(sentences), bigrams(sentences)
    shares = {}
    for name, dice in (("greedy", None), ("sampled", evidence)):
        told = [finish(counts, sentence.rsplit(" ", 1)[0], dice) for sentence in sentences]
        shares[name] = sum(one not in true for one in told) / len(told)
        well_formed = sum(len(one.split()) == 6 and one.split()[-1].startswith("town") for one in told) / len(told)
        evidence.row(decoding=name, false_statements=round(shares[name], 3), well_formed=well_formed, example=told[0])
        evidence.require(well_formed == 1, "Some statement has not the right form.")
    evidence.require(min(shares.values()) > 0.5, f"The shares are {shares}.")


@claim
def frequent_facts_are_told_rightly(evidence: Evidence) -> None:
    """A model that remembers last names only tells the fact that is often repeated, and the rare ones falsely."""
    famous = "ada lovelace was born in london"
    rare = [f"first{i} lovelace was born in town{i}" for i in range(20)]
    sentences = [famous] * 30 + rare
    counts: Counts = defaultdict(Counter)
    for sentence in sentences:
        words = sentence.split()
        counts[words[1]][words[-1]] += 1  # the best that a model can do that remembers the last name only
    told = max(counts["lovelace"], key=counts["lovelace"].get)
    wrong = sum(sentence.split()[-1] != told for sentence in rare)
    evidence.row(fact="told 30 times", right=told == "london", said_of_the_20_others=told, of_them_wrong=wrong)
    evidence.require(told == "london" and wrong == 20, f"It says {told}, wrong on {wrong}.")


@claim
def inventions_differ_between_samples(evidence: Evidence) -> None:
    """Asked eight times, what the text told once gives several towns; what it told a hundred times always gives one."""
    sentences = truths(evidence) + ["the capital is paris"] * 100
    counts = bigrams(sentences)
    known = {finish(counts, "the capital is", evidence) for _ in range(8)}
    rare = [len({finish(counts, s.rsplit(" ", 1)[0], evidence) for _ in range(8)}) for s in sentences[:20]]
    evidence.row(fact="told 100 times", different_answers_of_8=len(known))
    evidence.row(fact="told once, mean of 20", different_answers_of_8=sum(rare) / len(rare))
    evidence.require(len(known) == 1, f"The known fact has {len(known)} answers.")
    evidence.require(min(rare) > 2, f"The rare facts have {rare} answers.")
