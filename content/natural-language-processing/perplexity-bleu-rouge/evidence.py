"""Perplexity of known models, and what n-gram scores make of a negation and of a paraphrase."""

import math
from collections import Counter

import torch

from deepdrill.lab.evidence import Evidence, claim

TEXTS = {
    "the reference itself": "the company did not sign the contract with the bank before the end of the year",
    "negation dropped": "the company did sign the contract with the bank before the end of the year",
    "good paraphrase": "by year end the firm had still left the agreement with its bank unsigned",
    "first five words": "the company did not sign",
}
OUTPUTS = {name: text.split() for name, text in TEXTS.items()}
REFERENCE = OUTPUTS["the reference itself"]


def grams(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    """Count the n-grams of a text."""
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleu(output: list[str], reference: list[str]) -> float:
    """Give the sentence BLEU with clipped counts up to four words; half a match where there is none."""
    logs = []
    for n in range(1, 5):
        written, wanted = grams(output, n), grams(reference, n)
        matched = sum((written & wanted).values())
        logs.append(math.log(max(matched, 0.5) / max(sum(written.values()), 1)))
    brevity = min(0.0, 1 - len(reference) / len(output))
    return math.exp(brevity + sum(logs) / 4)


def rouge(output: list[str], reference: list[str], n: int = 2) -> float:
    """Give the share of the reference's n-grams that the output contains."""
    wanted = grams(reference, n)
    return sum((grams(output, n) & wanted).values()) / sum(wanted.values())


@claim
def a_uniform_model_has_the_perplexity_of_its_vocabulary(evidence: Evidence) -> None:
    """The exponential of the mean cross-entropy of a uniform guess is the size of the vocabulary; certainty gives 1."""
    for size in (2, 50, 1000):
        targets = evidence.integers(300, low=0, high=size)
        for name, logits in (
            ("uniform", torch.zeros(300, size, dtype=torch.float64)),
            ("certain and right", torch.nn.functional.one_hot(targets, size).double() * 1e3),
        ):
            perplexity = float(torch.nn.functional.cross_entropy(logits, targets).exp())
            evidence.row(vocabulary=size, model=name, perplexity=round(perplexity, 6))
            wanted = size if name == "uniform" else 1
            evidence.require(abs(perplexity / wanted - 1) < 1e-9, f"A {name} model of {size} has {perplexity}.")


@claim
def perplexity_depends_on_the_tokenizer(evidence: Evidence) -> None:
    """One and the same distribution over texts has another perplexity per token if tokens are twice as long."""
    p = torch.softmax(evidence.normal(8, scale=1.2), 0)
    text = torch.multinomial(p, 4_000, replacement=True, generator=evidence.rng)
    total = float(p[text].log().sum())
    by_letter, by_pair = math.exp(-total / 4_000), math.exp(-total / 2_000)
    bits = -total / math.log(2) / 4_000
    evidence.row(cut_into="single letters", perplexity=round(by_letter, 2), bits_per_letter=round(bits, 3))
    evidence.row(cut_into="pairs of letters", perplexity=round(by_pair, 2), bits_per_letter=round(bits, 3))
    evidence.require(abs(by_pair - by_letter**2) < 1e-6 * by_pair, "The perplexities are not related by a square.")
    evidence.require(by_pair > 1.5 * by_letter, "They hardly differ.")


@claim
def overlap_prefers_the_lie_to_the_paraphrase(evidence: Evidence) -> None:
    """With the negation dropped BLEU and ROUGE-2 stay high; a right paraphrase scores a fraction of that."""
    scores = {name: (bleu(words, REFERENCE), rouge(words, REFERENCE)) for name, words in OUTPUTS.items()}
    for name, (b, r) in scores.items():
        evidence.row(output=name, BLEU=round(100 * b, 1), ROUGE_2=round(100 * r, 1))
    lie, paraphrase = scores["negation dropped"], scores["good paraphrase"]
    evidence.require(min(lie) > 0.75, f"The lie has {lie}.")
    evidence.require(max(paraphrase) < 0.25, f"The paraphrase has {paraphrase}.")


@claim
def precision_alone_would_reward_silence(evidence: Evidence) -> None:
    """Five words copied from the reference have perfect precision; brevity penalty and recall see what is missing."""
    short = OUTPUTS["first five words"]
    precisions = [sum((grams(short, n) & grams(REFERENCE, n)).values()) / (len(short) - n + 1) for n in range(1, 5)]
    evidence.row(measure="mean n-gram precision", score=sum(precisions) / 4)
    evidence.row(measure="BLEU", score=round(bleu(short, REFERENCE), 3))
    evidence.row(measure="ROUGE-1", score=round(rouge(short, REFERENCE, 1), 3))
    evidence.require(precisions == [1.0] * 4, f"The precisions are {precisions}.")
    evidence.require(bleu(short, REFERENCE) < 0.3 and rouge(short, REFERENCE, 1) < 0.5, "The short text scores well.")
