import torch.nn.functional as F


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    # How much more probable than under the reference either answer has become, as logarithms. (b,)
    chosen = log_ratio(policy_chosen, ref_chosen, chosen_mask)
    rejected = log_ratio(policy_rejected, ref_rejected, rejected_mask)
    # log σ(x) = -log(1 + exp(-x)). Written as log(sigmoid(x)) it is log(0) for x around -100; logsigmoid moves the
    # exponent to the side where it cannot overflow, and its gradient stays β·σ(-x).
    return -F.logsigmoid(beta * (chosen - rejected)).mean()


def log_ratio(policy, reference, mask):
    # Fill before summing: zero times infinity would be NaN, in the backward pass too. The question's tokens are the
    # same for both answers and are not what was preferred.
    policy = policy.masked_fill(~mask, 0.0)
    reference = reference.detach().masked_fill(~mask, 0.0)  # the yardstick: training must not move it
    return (policy - reference).sum(dim=-1)
