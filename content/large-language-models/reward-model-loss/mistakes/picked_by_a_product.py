# /// mistake
# fails = "padding_is_never_touched"
# says = "You multiply by a mask of zeros and ones, and 0 times NaN is NaN: pick the last token by its index."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = place.masked_fill(~mask, -1).amax(dim=1)
    row = torch.arange(len(mask), device=mask.device)
    picked = (place == last.unsqueeze(1)).to(hidden.dtype)
    return ((hidden @ head) * picked).sum(dim=1)


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
