# /// mistake
# fails = "huge_logits_do_not_overflow"
# says = "You subtracted the maximum of the whole tensor: a slice far below it underflows to 0/0, so take the maximum along dim with keepdim=True."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.max())
    return raised / raised.sum(dim=dim, keepdim=True)
