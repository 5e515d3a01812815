# /// mistake
# fails = "follows_the_formula"
# says = "You divide by beta: the bracket is multiplied by it."
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
    logits = 1 / beta * ((pi_w - ref_w) - (pi_l - ref_l))
    return -F.logsigmoid(logits).mean()
