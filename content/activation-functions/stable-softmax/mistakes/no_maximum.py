# /// mistake
# fails = "huge_logits_do_not_overflow"
# says = "You raised e to the logits themselves: exp is infinite above about 88 in float32, so subtract each slice's maximum first."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x)
    return raised / raised.sum(dim=dim, keepdim=True)
