# /// mistake
# fails = "long_inputs_do_not_underflow"
# says = "You multiply probabilities, which underflow after some fifty steps: stay in log space."
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
    alpha = emitted[0].exp() * begin
    for row in emitted[1:]:
        before = torch.cat([0 * never, alpha])
        alpha = (alpha + before[1:-1] + before[:-2] * skips) * row.exp()
    total = alpha[-2:].sum().log()
    return torch.where(total > NEVER / 2, -total, float("inf"))
