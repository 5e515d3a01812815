"""Python lists, a set of finished rows."""

import torch


def generate(model, tokens, max_new, eos, pad):
    rows = [list(row) for row in tokens.tolist()]
    finished = set()
    steps = 0
    while steps < max_new and len(finished) < len(rows):
        logits = model(torch.tensor(rows, dtype=torch.long))
        for i, row in enumerate(rows):
            if i in finished:
                row.append(pad)
            else:
                token = int(torch.argmax(logits[i, -1]))
                row.append(token)
                if token == eos:
                    finished.add(i)
        steps += 1
    return torch.tensor(rows, dtype=torch.long)
