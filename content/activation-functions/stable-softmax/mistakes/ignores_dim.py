# /// mistake
# fails = "normalises_over_any_dimension"
# says = "You always normalise over the last dimension: use dim in the maximum and in the sum."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.amax(dim=-1, keepdim=True))
    return raised / raised.sum(dim=-1, keepdim=True)
