import torch


def beam_search(model, prompt, width, max_new, eos, alpha):
    live = [([], 0.0)]  # (generated tokens, sum of log-probabilities)
    finished = []
    for _ in range(max_new):
        log_p = model(torch.tensor([prompt + tokens for tokens, _ in live])).tolist()  # n lists of V numbers
        # Sums of logarithms, since the product of many probabilities underflows. All parents compete: a good one may
        # place several children, a poor one none.
        candidates = [
            ([*tokens, token], total + step)
            for (tokens, total), row in zip(live, log_p, strict=True)
            for token, step in enumerate(row)
            if total + step > float("-inf")
        ]
        # The list is in the order that the tie rule asks for, parents first, then tokens; sorted keeps it among equals,
        # with reverse=True as well.
        kept = sorted(candidates, key=lambda one: one[1], reverse=True)[:width]
        finished += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
        if not live:
            break
    # No token raises the sum, so plain sums favour short texts; the division makes up for it. It comes only
    # here, where hypotheses of different lengths meet: within a step all have the same.
    scored = [(tokens, total / len(tokens) ** alpha) for tokens, total in finished + live]
    return sorted(scored, key=lambda one: one[1], reverse=True)[:width]
