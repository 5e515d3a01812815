# /// mistake
# fails = "the_last_token_speaks"
# says = "You average the hidden states: the reward comes from the last token alone."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = place.masked_fill(~mask, -1).amax(dim=1)
    row = torch.arange(len(mask), device=mask.device)
    kept = hidden.masked_fill(~mask.unsqueeze(-1), 0.0)
    return (kept.sum(dim=1) / mask.sum(dim=1, keepdim=True)) @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
