# /// mistake
# fails = "the_last_token_speaks"
# says = "You use the number of tokens as the index, one past the last token: subtract one, or look for the last True."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = mask.sum(dim=1).clamp(max=mask.shape[1] - 1)
    row = torch.arange(len(mask), device=mask.device)
    return hidden[row, last] @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
