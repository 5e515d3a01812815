"""Written from the prompt alone: finished rows are dropped from the batch and from the cache."""

import torch


def generate(model, prompts, max_new, stops):
    answers = [[] for _ in prompts]
    rows = [i for i, m in enumerate(max_new) if m > 0]
    if not rows:
        return answers
    width = max(len(p) for p in prompts)
    tokens = torch.zeros(len(rows), width, dtype=torch.int64)
    positions = torch.zeros(len(rows), width, dtype=torch.int64)
    visible = torch.zeros(len(rows), width, width, dtype=torch.bool)
    for r, i in enumerate(rows):
        n = len(prompts[i])
        tokens[r, width - n :] = torch.tensor(prompts[i])
        positions[r, width - n :] = torch.arange(n)
        for j in range(n):
            visible[r, width - n + j, width - n : width - n + j + 1] = True
    cache = None
    while rows:
        logits, cache = model(tokens, positions, visible, cache)
        best = torch.argmax(logits[:, -1, :], dim=1)
        keep = []
        for r, i in enumerate(rows):
            t = best[r].item()
            if t in stops[i]:
                continue
            answers[i].append(t)
            if len(answers[i]) < max_new[i]:
                keep.append(r)
        rows = [rows[r] for r in keep]
        tokens = best[keep].reshape(-1, 1)
        positions = positions[keep][:, -1:] + 1
        last = visible[keep][:, -1:]
        visible = torch.cat([last, torch.ones(len(keep), 1, 1, dtype=torch.bool)], dim=2)
        cache = tuple(c[keep] for c in cache)
    return answers
