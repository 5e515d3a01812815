"""Decoding with and without a cache, and what sharing key/value heads changes."""

import math
from dataclasses import dataclass, field

import torch

from deepdrill.lab.evidence import Evidence, claim

D = 32


@dataclass
class Layer:
    """One causal attention layer with fewer key/value heads than query heads; it counts what it does."""

    heads: int
    shared: int
    weights: list[torch.Tensor]
    keys: list[torch.Tensor] = field(default_factory=list)
    values: list[torch.Tensor] = field(default_factory=list)
    projected: int = 0
    scored: int = 0

    def project(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Give query, key and value of one token; (heads, width of one)."""
        self.projected += 1
        q, k, v = (x @ w for w in self.weights)
        return q.view(self.heads, -1), k.view(self.shared, -1), v.view(self.shared, -1)

    def look(self, q: torch.Tensor, keys: list[torch.Tensor], values: list[torch.Tensor]) -> torch.Tensor:
        """Attend from one token over some keys and values, each read by a group of query heads."""
        group = self.heads // self.shared
        k, v = (torch.stack(one).repeat_interleave(group, 1) for one in (keys, values))  # (tokens, heads, width)
        scores = torch.einsum("hd,nhd->hn", q, k) / math.sqrt(q.shape[-1])
        self.scored += scores.numel()
        return torch.einsum("hn,nhd->hd", torch.softmax(scores, -1), v).flatten()

    def step(self, x: torch.Tensor) -> torch.Tensor:
        """Process the newest token with the cache."""
        q, k, v = self.project(x)
        self.keys.append(k)
        self.values.append(v)
        return self.look(q, self.keys, self.values)

    def again(self, x: torch.Tensor) -> torch.Tensor:
        """Process the newest token by projecting the whole text once more; x: (tokens, D)."""
        all_of_them = [self.project(token) for token in x]
        return self.look(all_of_them[-1][0], [k for _, k, _ in all_of_them], [v for _, _, v in all_of_them])

    @property
    def cached(self) -> int:
        """Numbers in the cache."""
        return sum(one.numel() for one in (*self.keys, *self.values))


def layer(evidence: Evidence, heads: int, shared: int) -> Layer:
    """Draw a layer."""
    widths = (D, D // heads * shared, D // heads * shared)
    return Layer(heads, shared, [evidence.normal(D, width, scale=D**-0.5) for width in widths])


@claim
def the_cache_changes_no_output(evidence: Evidence) -> None:
    """Decoding 24 tokens with the cache gives the same outputs as projecting the whole text at each step."""
    x, one = evidence.normal(24, D), layer(evidence, 8, 8)
    other = Layer(one.heads, one.shared, one.weights)
    difference = max(float((one.step(x[t]) - other.again(x[: t + 1])).abs().max()) for t in range(24))
    evidence.row(way="with cache", tokens_projected=one.projected)
    evidence.row(way="without", tokens_projected=other.projected)
    evidence.require(difference < 1e-12, f"The outputs differ by {difference:.1e}.")
    evidence.require((one.projected, other.projected) == (24, 24 * 25 // 2), "The counts are others.")


@claim
def a_step_still_grows_with_the_text(evidence: Evidence) -> None:
    """With the cache, the number of scores per new token grows with the length: it is not constant."""
    x, one = evidence.normal(64, D), layer(evidence, 8, 8)
    per_step = []
    for token in x:
        before = one.scored
        one.step(token)
        per_step.append(one.scored - before)
    evidence.row(first_step=per_step[0], last_step=per_step[-1])
    evidence.require(per_step == [8 * (t + 1) for t in range(64)], "The scores per step are others.")
    evidence.plot(x="tokens so far", y="scores in this step")
    evidence.curve("with cache", range(1, 65), per_step)


@claim
def sharing_shrinks_the_cache_and_not_the_scores(evidence: Evidence) -> None:
    """With 8 query heads, 2 key/value heads hold a quarter of the cache and 1 an eighth; the scores are as many."""
    x, sizes, scores = evidence.normal(32, D), {}, set()
    for shared in (8, 2, 1):
        one = layer(evidence, 8, shared)
        for token in x:
            one.step(token)
        sizes[shared] = one.cached
        scores.add(one.scored)
        evidence.row(key_value_heads=shared, numbers_cached=one.cached, scores=one.scored)
    evidence.require(sizes[8] == 4 * sizes[2] == 8 * sizes[1], f"The sizes are {sizes}.")
    evidence.require(len(scores) == 1, f"The scores differ: {scores}.")


@claim
def half_a_megabyte_per_token(evidence: Evidence) -> None:
    """32 layers, 32 heads of 128, two bytes: 0.5 MiB per token, 4.3 GB at 8192; with 8 shared heads a quarter."""
    for name, shared in (("multi-head", 32), ("grouped, 8", 8), ("multi-query", 1)):
        per_token = 2 * 32 * shared * 128 * 2
        evidence.row(attention=name, KiB_per_token=per_token / 1024, GB_at_8192_tokens=round(per_token * 8192 / 1e9, 2))
    evidence.require(2 * 32 * 32 * 128 * 2 == 512 * 1024, "It is not 512 KiB.")
    evidence.require(round(2 * 32 * 32 * 128 * 2 * 8192 / 1e9, 1) == 4.3, "It is not 4.3 GB.")
