# /// mistake
# fails = "the_same_item_is_no_negative"
# says = "You push a user away from the very item that the user took, where it stands in another row: leave equal items out."
# ///
import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    scores = F.normalize(users, dim=1) @ F.normalize(items, dim=1).T / temperature
    scores = scores - log_q
    same = ids.unsqueeze(0) == ids.unsqueeze(1)
    own = torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    scores = scores.masked_fill(same & own & ~own, float("-inf"))
    return F.cross_entropy(scores, torch.arange(len(ids), device=ids.device))
