"""Everything in tensors: a flat stable sort over (n, V)."""

import torch


def beam_search(model, prompt, width, max_new, eos, alpha):
    rows = torch.tensor([prompt], dtype=torch.int64)
    sums = torch.zeros(1, dtype=torch.float64)
    pool = []
    t0 = len(prompt)
    for step in range(1, max_new + 1):
        total = sums[:, None] + model(rows)
        v = total.shape[1]
        flat = total.reshape(-1)
        best, where = torch.sort(flat, descending=True, stable=True)
        best, where = best[:width], where[:width]
        possible = ~torch.isneginf(best)
        best, where = best[possible], where[possible]
        rows = torch.cat([rows[where // v], (where % v)[:, None]], dim=1)
        ended = rows[:, -1] == eos
        pool += [(row[t0:].tolist(), s.item() / step**alpha) for row, s in zip(rows[ended], best[ended])]
        rows, sums = rows[~ended], best[~ended]
        if rows.shape[0] == 0:
            break
    if rows.shape[1] > t0:
        pool += [(row[t0:].tolist(), s.item() / (rows.shape[1] - t0) ** alpha) for row, s in zip(rows, sums)]
    order = sorted(range(len(pool)), key=lambda i: (-pool[i][1], i))
    return [pool[i] for i in order[:width]]
