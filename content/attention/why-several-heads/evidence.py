"""What a second head can do that one cannot, what it costs, and what narrow heads lose."""

import torch

from deepdrill.lab.evidence import Evidence, claim

PLACES = 8
CONTENT = 8


@claim
def parameters_do_not_depend_on_the_heads(evidence: Evidence) -> None:
    """A layer of width 512 has the same number of parameters with 1, 2, 8, 32 or 128 heads."""
    seen = set()
    for heads in (1, 2, 8, 32, 128):
        layer = torch.nn.MultiheadAttention(512, heads)
        seen.add(sum(p.numel() for p in layer.parameters()))
        evidence.row(heads=heads, width_of_one=512 // heads, parameters=max(seen))
    evidence.require(len(seen) == 1, f"The counts differ: {sorted(seen)}.")


def recall(evidence: Evidence, heads: int, steps: int = 110) -> list[float]:
    """Train attention to return the contents of two marked places, apart from each other; give the errors."""
    read, write = torch.nn.Linear(CONTENT + 2, 32), torch.nn.Linear(32, 2 * CONTENT)
    keys, values, query = torch.nn.Linear(32, 32), torch.nn.Linear(32, 32), torch.nn.Parameter(torch.randn(32) * 0.1)
    parameters = [query, *(p for part in (read, write, keys, values) for p in part.parameters())]
    moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p in parameters]
    errors, row = [], torch.arange(32)
    for step in range(1, steps + 1):
        content = evidence.normal(32, PLACES, CONTENT, dtype=torch.float32)
        order = evidence.uniform(32, PLACES).argsort(-1)
        first, second = order[:, 0], order[:, 1]
        mark = torch.zeros(32, PLACES, 2)
        mark[row, first, 0] = 1
        mark[row, second, 1] = 1
        hidden = read(torch.cat((content, mark), -1))
        k, v = (part(hidden).view(32, PLACES, heads, -1) for part in (keys, values))
        weights = torch.softmax(torch.einsum("bnhd,hd->bnh", k, query.view(heads, -1)), dim=1)
        found = write((weights[..., None] * v).sum(1).flatten(1))
        loss = ((found - torch.cat((content[row, first], content[row, second]), -1)) ** 2).mean()
        # Adam by hand: the first use of torch.optim takes seconds, and this should not.
        for p, (mean, square), slope in zip(parameters, moments, torch.autograd.grad(loss, parameters), strict=True):
            mean.lerp_(slope, 0.1)
            square.lerp_(slope * slope, 0.001)
            p.data -= 0.02 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.999**step)).sqrt() + 1e-8)
        errors.append(loss.item())
    return errors


@claim
def one_head_cannot_fetch_two_things_apart(evidence: Evidence) -> None:
    """One head, trained to return two marked tokens separately, stays near half the variance; two heads learn it."""
    one, two = recall(evidence, 1), recall(evidence, 2)
    late_one, late_two = (sum(errors[-10:]) / 10 for errors in (one, two))
    evidence.row(heads=1, squared_error=round(late_one, 4))
    evidence.row(heads=2, squared_error=round(late_two, 4))
    # The best that one average can do: return half of each, which leaves half of the variance of each.
    evidence.require(late_one > 0.4, f"One head got down to {late_one:.3f}.")
    evidence.require(late_two < 0.05, f"Two heads are still at {late_two:.3f}.")
    evidence.plot(x="training step", y="mean squared error", log_y=True)
    evidence.curve("one head", range(len(one)), one)
    evidence.curve("two heads", range(len(two)), two)


@claim
def narrow_heads_have_scores_of_low_rank(evidence: Evidence) -> None:
    """The matrix of a head's scores over 64 tokens has rank at most the width of the head."""
    x = evidence.normal(64, 64)
    for heads in (1, 4, 16, 64):
        width = 64 // heads
        scores = (x @ evidence.normal(64, width)) @ (x @ evidence.normal(64, width)).T
        rank = int(torch.linalg.matrix_rank(scores))
        evidence.row(heads=heads, width_of_one=width, rank_of_the_scores=rank)
        evidence.require(rank == width, f"With {heads} heads the rank is {rank}.")
