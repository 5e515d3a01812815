# /// mistake
# fails = "scores_are_cosines_over_the_temperature"
# says = "You multiply the vectors as they are: scale both to length 1 first."
# ///
import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    scores = users @ items.T / temperature
    scores = scores - log_q
    same = ids.unsqueeze(0) == ids.unsqueeze(1)
    own = torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    scores = scores.masked_fill(same & ~own, float("-inf"))
    return F.cross_entropy(scores, torch.arange(len(ids), device=ids.device))
