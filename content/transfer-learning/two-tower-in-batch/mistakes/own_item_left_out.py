# /// mistake
# fails = "the_same_item_is_no_negative"
# says = "You leave out the user's own row too when its item is repeated: the diagonal always stays."
# ///
import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    scores = F.normalize(users, dim=1) @ F.normalize(items, dim=1).T / temperature
    scores = scores - log_q
    same = ids.unsqueeze(0) == ids.unsqueeze(1)
    own = torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    repeated = same.sum(dim=1, keepdim=True) > 1
    scores = scores.masked_fill(same & (repeated | ~own), -1e4)
    return F.cross_entropy(scores, torch.arange(len(ids), device=ids.device))
