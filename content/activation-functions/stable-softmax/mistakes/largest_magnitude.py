# /// mistake
# fails = "huge_logits_do_not_overflow"
# says = "You subtracted the largest magnitude: where all logits of a slice are very negative that pushes them further down, to 0/0, so subtract the maximum itself."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.abs().amax(dim=dim, keepdim=True))
    return raised / raised.sum(dim=dim, keepdim=True)
