# /// mistake
# fails = "padding_may_stand_anywhere"
# says = "You take the number of tokens minus one as the position, which is right only for padding at the right: take the largest position that is True."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = mask.sum(dim=1) - 1
    row = torch.arange(len(mask), device=mask.device)
    return hidden[row, last] @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
