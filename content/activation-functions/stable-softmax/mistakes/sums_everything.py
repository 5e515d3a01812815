# /// mistake
# fails = "follows_the_formula"
# says = "You divided by the sum of the whole tensor: every slice along dim must sum to one by itself."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.amax(dim=dim, keepdim=True))
    return raised / raised.sum()
