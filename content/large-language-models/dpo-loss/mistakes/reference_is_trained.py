# /// mistake
# fails = "gradients_are_right"
# says = "A gradient flows to the reference: detach it, it is the fixed yardstick."
# ///
import torch
import torch.nn.functional as F


def answer_logp(logp, mask):
    return torch.where(mask, logp, torch.zeros_like(logp)).sum(dim=-1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    pi_w = answer_logp(policy_chosen, chosen_mask)
    pi_l = answer_logp(policy_rejected, rejected_mask)
    ref_w = answer_logp(ref_chosen, chosen_mask)
    ref_l = answer_logp(ref_rejected, rejected_mask)
    logits = beta * ((pi_w - ref_w) - (pi_l - ref_l))
    return -F.logsigmoid(logits).mean()
