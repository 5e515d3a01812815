import torch


def generate(model, prompts, max_new, stops):
    b, longest = len(prompts), max(len(prompt) for prompt in prompts)
    # Padded at the left, so that the last column holds every prompt's last token and all rows go on from there.
    tokens = torch.tensor([[0] * (longest - len(prompt)) + prompt for prompt in prompts])  # (b, longest)
    real = torch.tensor([[False] * (longest - len(prompt)) + [True] * len(prompt) for prompt in prompts])
    # Padding has no position: the first token of every prompt is at 0, as it would be alone.
    positions = (real.cumsum(dim=1) - 1).clamp(min=0)
    causal = torch.ones(longest, longest, dtype=torch.bool).tril()
    visible = causal & real.unsqueeze(1)  # (b, longest, longest)

    news, cache = [[] for _ in prompts], None
    going = {row for row in range(b) if max_new[row] > 0}
    while going:
        logits, cache = model(tokens, positions, visible, cache)
        chosen = logits[:, -1].argmax(dim=-1)  # (b,)
        for row in sorted(going):
            token = int(chosen[row])
            if token in stops[row]:
                going.remove(row)
                continue
            news[row].append(token)
            if len(news[row]) == max_new[row]:
                going.remove(row)
        # Finished rows are dragged along; what they produce is not looked at any more.
        tokens, positions = chosen.unsqueeze(1), positions[:, -1:] + 1
        # The padding stays hidden for ever: it is in the cache like everything else.
        real = torch.cat([real, torch.ones(b, 1, dtype=torch.bool)], dim=1)
        visible = real.unsqueeze(1)  # (b, 1, cached + 1)
    return news
