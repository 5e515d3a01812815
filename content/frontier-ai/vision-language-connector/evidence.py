"""How many tokens and weights a picture costs with each connector, and what a fixed number of queries holds."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def tokens_grow_with_the_square(evidence: Evidence) -> None:
    """Patches of 14 give 256 tokens at 224 pixels, 576 at 336 and 2,304 at 672; a resampler always gives 64."""
    patches = torch.nn.Conv2d(3, 8, 14, stride=14)
    attention = torch.nn.MultiheadAttention(8, 1, batch_first=True)
    queries = torch.randn(1, 64, 8)
    sides, counts = (224, 336, 672), []
    for side in sides:
        tokens = patches(torch.zeros(1, 3, side, side)).flatten(2).mT
        resampled = attention(queries, tokens, tokens, need_weights=False)[0]
        counts.append(tokens.shape[1])
        evidence.row(side=side, tokens_of_mlp=tokens.shape[1], tokens_of_resampler=resampled.shape[1])
        evidence.require(resampled.shape[1] == 64, "The resampler's count changed.")
    evidence.require(counts == [256, 576, 2_304], f"Counted {counts}.")
    evidence.plot(x="side of the picture in pixels", y="tokens")
    evidence.curve("MLP", sides, counts)
    evidence.curve("resampler of 64", sides, (64, 64, 64))


@claim
def the_connector_is_tiny(evidence: Evidence) -> None:
    """A two-layer MLP from 1024 to 4096 has 21 million weights: about 0.3% of a language model of 7 billion."""
    count = sum(
        p.numel()
        for p in torch.nn.Sequential(
            torch.nn.Linear(1_024, 4_096, device="meta"), torch.nn.Linear(4_096, 4_096, device="meta")
        ).parameters()
    )
    evidence.row(connector=count, share_of_7_billion=round(count / 7e9, 4))
    evidence.require(count == 20_979_712, f"It has {count}.")


@claim
def few_queries_lose_detail(evidence: Evidence) -> None:
    """64 linear summaries of 576 independent patches lose over half of their variance, of redundant ones nothing."""
    shares = {}
    for name, rank in (("independent patches", 576), ("patches of rank 40", 40)):
        patches = (
            evidence.normal(576, rank) @ evidence.normal(rank, 800) / rank**0.5
            if rank < 576
            else evidence.normal(576, 800)
        )
        squares = torch.linalg.svdvals(patches) ** 2
        shares[name] = float(squares[:64].sum() / squares.sum())
        evidence.row(picture=name, best_share_kept_by_64=round(shares[name], 3))
    evidence.require(shares["independent patches"] < 0.45, f"Kept {shares['independent patches']:.2f}.")
    evidence.require(shares["patches of rank 40"] > 0.999, f"Kept {shares['patches of rank 40']:.2f}.")
