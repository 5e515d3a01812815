import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    # The last token is the only one that has seen the whole answer. Where it stands depends on which side is padded, so
    # the position itself is looked for, not the number of tokens.
    place = torch.arange(mask.shape[1], device=mask.device)  # (t,)
    last = place.masked_fill(~mask, -1).amax(dim=1)  # (b,)
    row = torch.arange(len(mask), device=mask.device)
    # Picked before the product: a NaN in the padding is never touched, and neither is its gradient.
    return hidden[row, last] @ head  # (b,)


def pairwise_loss(chosen, rejected, margin=None):
    gap = chosen - rejected  # (b,)
    if margin is not None:
        gap = gap - margin  # a pair counts as won only if it is won by the margin
    # -log σ(x), on the side of the exponent that cannot overflow.
    return -F.logsigmoid(gap).mean()
