# /// mistake
# fails = "small_temperatures_do_not_overflow"
# says = "You exponentiate the scores as they are, which overflows at small temperatures: use cross_entropy or logsumexp."
# ///
import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    scores = F.normalize(users, dim=1) @ F.normalize(items, dim=1).T / temperature
    scores = scores - log_q
    same = ids.unsqueeze(0) == ids.unsqueeze(1)
    own = torch.eye(len(ids), dtype=torch.bool, device=ids.device)
    scores = scores.masked_fill(same & ~own, float("-inf"))
    raised = torch.exp(scores)
    return -torch.log(raised.diagonal() / raised.sum(dim=1)).mean()
