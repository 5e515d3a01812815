# /// mistake
# fails = "follows_the_formula"
# says = "Your maximum and sum lost the dimension that they ran over, so they broadcast against the wrong one: use keepdim=True."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.amax(dim=dim))
    return raised / raised.sum(dim=dim)
