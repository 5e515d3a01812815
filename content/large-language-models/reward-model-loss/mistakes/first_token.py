# /// mistake
# fails = "the_last_token_speaks"
# says = "You take the first token, as BERT does: with a causal model only the last one has seen the answer."
# ///
import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    place = torch.arange(mask.shape[1], device=mask.device)
    last = place.masked_fill(~mask, mask.shape[1]).amin(dim=1)
    row = torch.arange(len(mask), device=mask.device)
    return hidden[row, last] @ head


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected
    if margin is not None:
        gap = gap - margin
    return -F.logsigmoid(gap).mean()
