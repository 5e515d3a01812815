import torch
import torch.nn.functional as F


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    # policy_chosen, ref_chosen, chosen_mask: (b, t); policy_rejected, ref_rejected, rejected_mask: (b, s)
    # TODO: return the mean loss, ()
    ...
