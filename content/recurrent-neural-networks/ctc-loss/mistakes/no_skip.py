# /// mistake
# fails = "sums_over_all_paths"
# says = "You force a blank between all labels: from one label a path may step to the next if they differ."
# ///
import torch

NEVER = -1e30


def ctc_loss(log_probs, target, blank):
    states = torch.full((2 * len(target) + 1,), blank)
    states[1::2] = target
    skips = torch.zeros(len(states), dtype=torch.bool)
    skips[2:] = (states[2:] != blank) & (states[2:] != states[:-2])

    never = log_probs.new_full((2,), NEVER)
    emitted = log_probs[:, states]
    begin = torch.arange(len(states)) < 2
    alpha = emitted[0].masked_fill(~begin, NEVER)
    for row in emitted[1:]:
        before = torch.cat([never, alpha])
        leap = before[:-2].masked_fill(skips | ~skips, NEVER)
        alpha = torch.logsumexp(torch.stack([alpha, before[1:-1], leap]), dim=0) + row
    total = torch.logsumexp(alpha[-2:], dim=0)
    return torch.where(total > NEVER / 2, -total, float("inf"))
