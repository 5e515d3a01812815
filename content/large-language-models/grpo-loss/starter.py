import torch


def group_advantages(rewards, eps):
    # rewards: (q, g)
    # TODO: return (q, g)
    ...


def grpo_loss(logp, old_logp, ref_logp, advantage, mask, clip, beta):
    # logp, old_logp, ref_logp, mask: (b, t); advantage: (b,)
    # TODO: return the loss, ()
    ...
