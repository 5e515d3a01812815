import torch

NEVER = -1e30  # stands for log 0: finite, because the gradient of logsumexp over nothing but -inf is NaN


def ctc_loss(log_probs, target, blank):
    # Between the labels and at both ends there may be blanks: 2 L + 1 states, the odd ones are the labels.
    states = torch.full((2 * len(target) + 1,), blank)
    states[1::2] = target
    # From one label a path may step right to the next, without a blank between them, unless they are equal: then
    # collapsing would make one of the two.
    skips = torch.zeros(len(states), dtype=torch.bool)
    skips[2:] = (states[2:] != blank) & (states[2:] != states[:-2])

    never = log_probs.new_full((2,), NEVER)
    emitted = log_probs[:, states]  # (T, 2 L + 1)
    # alpha[s] is the log-probability of all paths so far that end in state s; they begin in one of the first two.
    begin = torch.arange(len(states)) < 2
    alpha = emitted[0].masked_fill(~begin, NEVER)
    for row in emitted[1:]:
        before = torch.cat([never, alpha])  # shifted by one and by two: where a path may come from
        leap = before[:-2].masked_fill(~skips, NEVER)
        alpha = torch.logsumexp(torch.stack([alpha, before[1:-1], leap]), dim=0) + row
    total = torch.logsumexp(alpha[-2:], dim=0)  # the last label, or the blank after it
    return torch.where(total > NEVER / 2, -total, float("inf"))
