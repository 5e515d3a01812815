# /// mistake
# fails = "normalises_over_any_dimension"
# says = "Your maximum runs over dim, but your sum runs over the last dimension: use dim in both."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.amax(dim=dim, keepdim=True))
    return raised / raised.sum(dim=-1, keepdim=True)
