"""User by user, only over the items that count."""

import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    rows = []
    for i, user in enumerate(users):
        others = [j for j in range(len(ids)) if j != i and ids[j] != ids[i]]
        chosen = torch.tensor([i, *others])
        logits = F.cosine_similarity(user[None], items[chosen], dim=1) / temperature - log_q[chosen]
        rows.append(-torch.log_softmax(logits, 0)[0])
    return torch.stack(rows).mean()
