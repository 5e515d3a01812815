import torch


def advantages(rewards, values, mask, gamma, lam):
    # all (b, t); mask: True belongs to the answer
    # TODO: return the advantages and the returns, (b, t) each
    ...


def ppo_loss(logp, old_logp, advantage, mask, clip):
    # all (b, t)
    # TODO: return the loss, ()
    ...
