# /// mistake
# fails = "padding_changes_nothing"
# says = "After the prefill your positions go on from the padded length: each row goes on from its own."
# ///
import torch


def generate(model, prompts, max_new, stops):
    b, longest = len(prompts), max(len(prompt) for prompt in prompts)
    tokens = torch.tensor([[0] * (longest - len(prompt)) + prompt for prompt in prompts])
    real = torch.tensor([[False] * (longest - len(prompt)) + [True] * len(prompt) for prompt in prompts])
    positions = (real.cumsum(dim=1) - 1).clamp(min=0)
    causal = torch.ones(longest, longest, dtype=torch.bool).tril()
    visible = causal & real.unsqueeze(1)

    news, cache = [[] for _ in prompts], None
    going = {row for row in range(b) if max_new[row] > 0}
    while going:
        logits, cache = model(tokens, positions, visible, cache)
        chosen = logits[:, -1].argmax(dim=-1)
        for row in sorted(going):
            token = int(chosen[row])
            if token in stops[row]:
                going.remove(row)
                continue
            news[row].append(token)
            if len(news[row]) == max_new[row]:
                going.remove(row)
        tokens, positions = chosen.unsqueeze(1), torch.full((b, 1), real.shape[1])
        real = torch.cat([real, torch.ones(b, 1, dtype=torch.bool)], dim=1)
        visible = real.unsqueeze(1)
    return news
