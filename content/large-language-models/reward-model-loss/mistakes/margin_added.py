# /// mistake
# fails = "a_margin_must_be_won"
# says = "You add the margin, which makes the pair easier: it is subtracted from the gap."
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
        gap = gap + margin
    return -F.logsigmoid(gap).mean()
