import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    # Row i scores user i against every item of the batch; its own item is on the diagonal.
    scores = F.normalize(users, dim=1) @ F.normalize(items, dim=1).T / temperature  # (b, b)
    # A popular item is in the batch, and so a negative, more often than a rare one. Subtracting log q takes that out
    # again, for the positive too: in the softmax over all items it is one of the terms.
    scores = scores - log_q  # (b,) over the columns
    # The same item in another row is no negative for this user.
    same = ids.unsqueeze(0) == ids.unsqueeze(1)  # (b, b)
    own = torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    scores = scores.masked_fill(same & ~own, float("-inf"))
    return F.cross_entropy(scores, torch.arange(len(ids), device=ids.device))
