"""A word with two senses under skip-gram, and what one layer of attention makes of it."""

import torch

from deepdrill.lab.evidence import Evidence, claim

RIVER = ("river", "water", "fish", "shore", "boat")
MONEY = ("money", "loan", "credit", "interest", "account")
WORDS = (*RIVER, *MONEY, "bank")
WIDTH = 8


def sentences(evidence: Evidence, count: int) -> torch.Tensor:
    """Draw sentences of five words, each about a river or about money; "bank" occurs in both kinds."""
    topic = evidence.integers(count, low=0, high=2)
    words = torch.stack([torch.randperm(5, generator=evidence.rng) for _ in range(count)]) + 5 * topic[:, None]
    with_bank = evidence.uniform(count) < 0.5
    words[with_bank, 2] = len(WORDS) - 1
    return words


def skip_gram(evidence: Evidence) -> torch.Tensor:
    """Train vectors so that a word predicts the others of its sentence; give the unit vectors."""
    text = sentences(evidence, 400)
    counts = torch.zeros(len(WORDS), len(WORDS), dtype=torch.float64)
    for i in range(5):
        for j in range(5):
            if i != j:
                counts.index_put_((text[:, i], text[:, j]), torch.ones(len(text), dtype=torch.float64), accumulate=True)
    counts /= counts.sum()
    inward = evidence.normal(len(WORDS), WIDTH, scale=0.3).requires_grad_()
    outward = evidence.normal(len(WORDS), WIDTH, scale=0.3).requires_grad_()
    for _ in range(400):
        loss = -(counts * torch.log_softmax(inward @ outward.T, -1)).sum()
        for table, slope in zip((inward, outward), torch.autograd.grad(loss, (inward, outward)), strict=True):
            table.data -= 3.0 * slope
    return torch.nn.functional.normalize(inward.detach(), dim=-1)


def likeness(vector: torch.Tensor, table: torch.Tensor) -> tuple[float, float]:
    """Give the mean cosine of a vector with the words on rivers and with those on money."""
    cosines = table @ torch.nn.functional.normalize(vector, dim=-1)
    return float(cosines[:5].mean()), float(cosines[5:10].mean())


@claim
def skip_gram_learns_topics_from_neighbours(evidence: Evidence) -> None:
    """Trained only to predict neighbours, words of one topic come out more alike than words of two."""
    table = skip_gram(evidence)
    cosines = table @ table.T
    within = float((cosines[:5, :5].sum() + cosines[5:10, 5:10].sum() - 10) / 40)
    across = float(cosines[:5, 5:10].mean())
    evidence.row(pairs="of one topic", mean_cosine=round(within, 3))
    evidence.row(pairs="of two topics", mean_cosine=round(across, 3))
    evidence.require(within > across + 0.5, f"Within {within:.2f}, across {across:.2f}.")


@claim
def one_vector_blends_the_senses_and_attention_separates_them(evidence: Evidence) -> None:
    """The one vector of "bank" favours neither topic; after attention it leans to the topic of its sentence."""
    table = skip_gram(evidence)
    bank = table[-1]
    static = likeness(bank, table)
    evidence.row(vector="bank, static", to_river=round(static[0], 3), to_money=round(static[1], 3))
    leans = []
    for name, context in (("beside river, water", table[[0, 1]]), ("beside loan, credit", table[[6, 7]])):
        sentence = torch.cat((context, bank[None]))
        weights = torch.softmax(bank @ sentence.T, -1)  # one head, with the identity for its three projections
        near = likeness(weights @ sentence, table)
        leans.append(near[0] - near[1])
        evidence.row(vector=f"bank {name}", to_river=round(near[0], 3), to_money=round(near[1], 3))
    evidence.require(leans[0] > 0.3 and leans[1] < -0.3, f"The leanings are {leans}.")
    evidence.require(abs(static[0] - static[1]) < 0.3, f"The static vector leans by {static[0] - static[1]:.2f}.")
