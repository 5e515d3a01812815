# /// mistake
# fails = "large_gaps_stay_finite"
# says = "You wrote log(1 + exp(-gap)), which overflows for a pair that is clearly wrong: use logsigmoid or softplus."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = place.masked_fill(~mask, -1).amax(dim=1)
    row = torch.arange(len(mask), device=mask.device)
    return hidden[row, last] @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return torch.log1p(torch.exp(-gap)).mean()
