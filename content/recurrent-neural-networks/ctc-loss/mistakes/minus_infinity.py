# /// mistake
# fails = "sums_over_all_paths"
# says = "States that no path reaches yet are -inf, and the gradient of a logsumexp over nothing but -inf is NaN: use a very negative number."
# ///
import torch

NEVER = float("-inf")


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
        leap = before[:-2].masked_fill(~skips, NEVER)
        alpha = torch.logsumexp(torch.stack([alpha, before[1:-1], leap]), dim=0) + row
    total = torch.logsumexp(alpha[-2:], dim=0)
    return -total
