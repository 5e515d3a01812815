# /// mistake
# fails = "the_last_token_speaks"
# says = "You take the last column, which is padding in short rows: look for each row's last True."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = place.masked_fill(~mask, -1).amax(dim=1)
    row = torch.arange(len(mask), device=mask.device)
    return hidden[:, -1] @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
