"""The numbers of the translation service: load, price, what mixed lengths waste, and pairs to judge."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def load_and_price(evidence: Evidence) -> None:
    """60 million texts a day are 694 a second and, at six characters a word, cost 144,000 euros bought."""
    characters = 60e6 * 40 * 6
    price = characters / 1e6 * 10
    evidence.row(what="texts a second, on average", value=round(60e6 / 86_400))
    evidence.row(what="billions of characters a day", value=characters / 1e9)
    evidence.row(what="euros a day", value=round(price))
    evidence.row(what="directions of twelve languages", value=12 * 11)
    evidence.require(round(price) == 144_000, f"It costs {price:.0f}.")


@claim
def mixed_lengths_waste(evidence: Evidence) -> None:
    """In batches of 32 texts of mixed length more than half of the positions are padding; sorted, almost none."""
    lengths = torch.exp(math.log(30) + 0.8 * evidence.normal(32 * 1_000)).clamp(1, 400).round()
    used = {}
    for order, texts in (("as they come", lengths), ("sorted by length", lengths.sort().values)):
        batches = texts.reshape(-1, 32)
        used[order] = float(lengths.sum() / (batches.max(1).values * 32).sum())
        evidence.row(batches=order, share_of_positions_with_a_word=round(used[order], 3))
    evidence.require(used["as they come"] < 0.5, f"It is {used['as they come']:.2f}.")
    evidence.require(used["sorted by length"] > 0.95, f"It is {used['sorted by length']:.2f}.")


@claim
def pairs_that_people_judge(evidence: Evidence) -> None:
    """To see a preference in 55% of the pairs takes 783 pairs, in 60% 194 (5% level, 80% power)."""
    z_level, z_power = 1.959964, 0.841621
    for share in (0.6, 0.55, 0.52):
        root = z_level * 0.5 + z_power * math.sqrt(share * (1 - share))
        pairs = math.ceil((root / (share - 0.5)) ** 2)
        evidence.row(preferred_in=f"{share:.0%}", pairs=pairs)
        if share == 0.55:
            evidence.require(pairs == 783, f"It takes {pairs}.")
        if share == 0.6:
            evidence.require(pairs == 194, f"It takes {pairs}.")
