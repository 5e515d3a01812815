# /// mistake
# fails = "masked_places_count_nothing"
# says = "You mask the policy but not the reference: both are sums over the answer."
# ///
import torch
import torch.nn.functional as F


def answer_logp(logp, mask):
    return torch.where(mask, logp, torch.zeros_like(logp)).sum(dim=-1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    pi_w = answer_logp(policy_chosen, chosen_mask)
    pi_l = answer_logp(policy_rejected, rejected_mask)
    with torch.no_grad():
        ref_w = ref_chosen.sum(dim=-1)
        ref_l = ref_rejected.sum(dim=-1)
    logits = beta * ((pi_w - ref_w) - (pi_l - ref_l))
    return -F.logsigmoid(logits).mean()
