# /// mistake
# fails = "the_loss_is_minus_log_sigmoid"
# says = "Your loss rewards the rejected answer: the gap is chosen minus rejected."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = place.masked_fill(~mask, -1).amax(dim=1)
    row = torch.arange(len(mask), device=mask.device)
    return hidden[row, last] @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = rejected - chosen
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
