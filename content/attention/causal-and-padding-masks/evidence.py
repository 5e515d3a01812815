"""Where a mask has to act, and what goes wrong elsewhere."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

N, D = 6, 16


def attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, hidden: torch.Tensor, *, late: bool) -> torch.Tensor:
    """Attend with the mask put before the softmax, or, wrongly, after it."""
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    if late:
        return torch.softmax(scores, -1).masked_fill(hidden, 0.0) @ v
    return torch.softmax(scores.masked_fill(hidden, -math.inf), -1) @ v


@claim
def a_mask_after_the_softmax_leaks_the_future(evidence: Evidence) -> None:
    """Changing the last token changes earlier outputs if weights are zeroed after the softmax, and not if before."""
    q, k, v = (evidence.normal(N, D) for _ in range(3))
    future = torch.ones(N, N, dtype=torch.bool).triu(1)
    other_k, other_v = k.clone(), v.clone()
    other_k[-1], other_v[-1] = evidence.normal(D), evidence.normal(D)
    for where, late in (("before", False), ("after", True)):
        change = attention(q, k, v, future, late=late) - attention(q, other_k, other_v, future, late=late)
        earlier = float(change[:-1].abs().max())
        evidence.row(mask_is_applied=f"{where} the softmax", largest_change_of_an_earlier_output=earlier)
        evidence.require(late == (earlier > 1e-6), f"Applied {where} the softmax the change is {earlier:.1e}.")


@claim
def weights_zeroed_after_the_softmax_do_not_sum_to_one(evidence: Evidence) -> None:
    """Masked before the softmax every row of weights sums to one; zeroed after it, rows fall short of one."""
    scores = evidence.normal(N, N)
    future = torch.ones(N, N, dtype=torch.bool).triu(1)
    right = torch.softmax(scores.masked_fill(future, -math.inf), -1)
    late = torch.softmax(scores, -1).masked_fill(future, 0.0)
    zero = torch.softmax(scores.masked_fill(future, 0.0), -1)
    for i in range(N):
        evidence.row(row=i, right=float(right[i].sum()), zeroed_after=float(late[i].sum()))
    evidence.require(torch.allclose(right.sum(-1), torch.ones(N, dtype=right.dtype)), "Some right row is not one.")
    evidence.require(float(right[future].max()) == 0.0, "A hidden place has some weight.")
    evidence.require(float(late.sum(-1)[:-1].max()) < 1, "A row that was zeroed after the softmax sums to one.")
    evidence.require(float(zero[future].min()) > 0, "A score of zero hides a place.")


@claim
def padding_with_its_mask_changes_nothing(evidence: Evidence) -> None:
    """A sentence gives the same outputs alone and padded in a batch, if and only if the pad keys are masked."""
    length = 4
    q, k, v = (evidence.normal(N, D) for _ in range(3))
    alone = attention(q[:length], k[:length], v[:length], torch.zeros(length, length, dtype=torch.bool), late=False)
    pads = (torch.arange(N) >= length).expand(N, N)
    masked = attention(q, k, v, pads, late=False)[:length]
    open_to_pads = attention(q, k, v, torch.zeros(N, N, dtype=torch.bool), late=False)[:length]
    evidence.row(pads="masked", difference=float((masked - alone).abs().max()))
    evidence.row(pads="visible", difference=float((open_to_pads - alone).abs().max()))
    evidence.require(torch.allclose(masked, alone), "The mask of the pads does not give the same outputs.")
    evidence.require(not torch.allclose(open_to_pads, alone), "Visible pads make no difference.")


@claim
def a_fully_masked_row_is_not_a_number(evidence: Evidence) -> None:
    """The softmax of a row whose scores are all minus infinity is not a number."""
    weights = torch.softmax(torch.full((1, N), -math.inf), -1)
    evidence.row(weights=str(weights.tolist()[0]))
    evidence.require(bool(weights.isnan().all()), "The row holds numbers.")
