"""Padded at the right: each row's last real column is picked from the prefill, and padding stays hidden between."""

import torch


def generate(model, prompts, max_new, stops):
    b = len(prompts)
    out = [[] for _ in range(b)]
    done = torch.tensor([m == 0 for m in max_new])
    if done.all():
        return out
    lengths = torch.tensor([len(p) for p in prompts])
    n = int(lengths.max())
    tokens = torch.nn.utils.rnn.pad_sequence([torch.tensor(p) for p in prompts], batch_first=True)
    place = torch.arange(n)
    real = place < lengths[:, None]
    visible = (place[None, :] <= place[:, None])[None] & real[:, None, :]
    logits, cache = model(tokens, place.repeat(b, 1), visible, None)
    scores = logits[torch.arange(b), lengths - 1]
    while True:
        chosen = scores.argmax(1)
        for i, token in enumerate(chosen.tolist()):
            if done[i]:
                continue
            if token in stops[i]:
                done[i] = True
            else:
                out[i].append(token)
                done[i] = len(out[i]) >= max_new[i]
        if done.all():
            return out
        real = torch.nn.functional.pad(real, (0, 1), value=True)
        logits, cache = model(chosen.view(b, 1), lengths.view(b, 1).clone(), real.view(b, 1, -1), cache)
        scores = logits[:, 0]
        lengths = lengths + 1
