"""What temperature, top-k and top-p do to a distribution, and what greedy and beam search miss."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

VOCABULARY = 200


def nucleus(p: torch.Tensor, mass: float) -> int:
    """Give how many tokens top-p keeps."""
    ordered = p.sort(descending=True).values.cumsum(0)
    return int((ordered < mass - 1e-12).sum()) + 1


@claim
def temperature_flattens_and_keeps_the_order(evidence: Evidence) -> None:
    """The entropy grows with the temperature from 0 to log V, and the order of the tokens never changes."""
    logits, temperatures = evidence.normal(VOCABULARY, scale=2.0), (0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 50.0)
    order, entropies = logits.argsort(), []
    for t in temperatures:
        p = torch.softmax(logits / t, 0)
        entropies.append(float(-(p * p.clamp_min(1e-300).log()).sum()))
        evidence.row(temperature=t, largest_probability=round(float(p.max()), 4), entropy=round(entropies[-1], 3))
        evidence.require(bool((p[order].diff() >= 0).all()), f"At temperature {t} the order is another.")
    evidence.require(entropies == sorted(entropies), f"The entropy does not grow: {entropies}.")
    evidence.require(entropies[-1] > 0.99 * math.log(VOCABULARY), "At temperature 50 it is not nearly uniform.")
    evidence.plot(x="temperature", y="entropy (nats)", log_x=True)
    evidence.curve("entropy", temperatures, entropies)
    evidence.curve("uniform", temperatures, [math.log(VOCABULARY)] * len(temperatures))


@claim
def the_nucleus_adapts_and_k_does_not(evidence: Evidence) -> None:
    """Top-p 0.9 keeps one token of a confident distribution and over a hundred of a flat one; top-k always keeps k."""
    sizes = {}
    for name, scale in (("confident", 12.0), ("undecided", 1.0), ("flat", 0.1)):
        logits = evidence.normal(VOCABULARY, scale=scale)
        logits[0] = float(logits.max()) + (12.0 if name == "confident" else 0.0)
        p = torch.softmax(logits, 0)
        sizes[name] = nucleus(p, 0.9)
        evidence.row(distribution=name, kept_by_top_p=sizes[name], kept_by_top_k=40)
    evidence.require(sizes["confident"] == 1, f"Of the confident one it keeps {sizes['confident']}.")
    evidence.require(sizes["confident"] < sizes["undecided"] < sizes["flat"], f"The sizes are {sizes}.")
    evidence.require(sizes["flat"] > 100, f"Of the flat one it keeps {sizes['flat']}.")


def model(evidence: Evidence) -> torch.Tensor:
    """Draw a language of 5 tokens and texts of length 4: log p(next | previous), one table a step."""
    return torch.log_softmax(evidence.normal(4, 5, 5, scale=1.5), -1)


def search(tables: torch.Tensor, width: int) -> float:
    """Give the log-probability of the text that beam search finds; width 1 is greedy."""
    beams = [(0.0, 0)]  # total so far, last token; every text starts after token 0
    for table in tables.tolist():
        grown = [(total + table[last][token], token) for total, last in beams for token in range(5)]
        beams = sorted(grown, reverse=True)[:width]
    return beams[0][0]


def best(tables: torch.Tensor) -> float:
    """Give the largest log-probability over all texts."""
    first, second, third, fourth = tables
    totals = first[0][:, None, None, None] + second[:, :, None, None] + third[:, :, None] + fourth
    return float(totals.max())


@claim
def search_can_miss_the_most_probable_text(evidence: Evidence) -> None:
    """Over random small languages greedy often misses the most probable text, a beam of two less often, but it does."""
    languages = [model(evidence) for _ in range(60)]
    exact = [best(tables) for tables in languages]
    missed = {}
    for width in (1, 2, 125):
        missed[width] = sum(search(t, width) < e - 1e-9 for t, e in zip(languages, exact, strict=True)) / 60
        evidence.row(width=width, missed_the_most_probable_text=round(missed[width], 3))
    evidence.require(missed[1] > missed[2] > 0, f"Missed: {missed}.")
    evidence.require(missed[125] == 0, "A beam as wide as there are prefixes misses it.")
