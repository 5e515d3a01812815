"""softplus, boolean indexing row by row."""

import torch
import torch.nn.functional as F


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    ref_chosen, ref_rejected = ref_chosen.detach(), ref_rejected.detach()
    losses = []
    for i in range(policy_chosen.shape[0]):
        w, l = chosen_mask[i], rejected_mask[i]
        up = policy_chosen[i][w].sum() - ref_chosen[i][w].sum()
        down = policy_rejected[i][l].sum() - ref_rejected[i][l].sum()
        losses.append(F.softplus(beta * (down - up)))
    return torch.stack(losses).mean()
