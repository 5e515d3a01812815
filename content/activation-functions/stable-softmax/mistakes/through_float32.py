# /// mistake
# fails = "double_precision_stays_double"
# says = "You compute everything in float32, which costs float64 half of its digits: widen half precision only, or compute in the dtype of x."
# ///
import torch


def softmax(x, dim=-1):
    wide = x.float()
    raised = torch.exp(wide - wide.amax(dim=dim, keepdim=True))
    return (raised / raised.sum(dim=dim, keepdim=True)).to(x.dtype)
