# /// mistake
# fails = "half_precision_stays_half"
# says = "You convert to float32 and do not convert back: the result must have the dtype of x, so end with .to(x.dtype)."
# ///
import torch


def softmax(x, dim=-1):
    wide = x.float()
    raised = torch.exp(wide - wide.amax(dim=dim, keepdim=True))
    return raised / raised.sum(dim=dim, keepdim=True)
