# /// mistake
# fails = "follows_the_formula"
# says = "You prefer the rejected answer: the bracket is chosen minus rejected."
# ///
import torch
import torch.nn.functional as F


def answer_logp(logp, mask):
    return torch.where(mask, logp, torch.zeros_like(logp)).sum(dim=-1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    pi_w = answer_logp(policy_chosen, chosen_mask)
    pi_l = answer_logp(policy_rejected, rejected_mask)
    with torch.no_grad():
        ref_w = answer_logp(ref_chosen, chosen_mask)
        ref_l = answer_logp(ref_rejected, rejected_mask)
    logits = beta * ((pi_l - ref_l) - (pi_w - ref_w))
    return -F.logsigmoid(logits).mean()
