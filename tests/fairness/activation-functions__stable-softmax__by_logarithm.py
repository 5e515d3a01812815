"""exp of the log-softmax; the log-sum-exp is one number, as its textbook form has it."""

import torch


def softmax(x, dim=-1):
    """Subtract the log-sum-exp, then exponentiate."""
    top, _ = torch.max(x, dim, keepdim=True)
    log_total = top + torch.log(torch.sum(torch.exp(x - top), dim, keepdim=True))
    return torch.exp(x - log_total)
