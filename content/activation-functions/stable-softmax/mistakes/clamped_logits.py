# /// mistake
# fails = "huge_logits_do_not_overflow"
# says = "You clamped the logits: that prevents the overflow but makes all logits beyond the bound equal, so subtract each slice's maximum instead."
# ///
import torch


def softmax(x, dim=-1):
    bound = 80.0 if x.dtype != torch.float16 else 10.0
    raised = torch.exp(torch.clamp(x, -bound, bound))
    return raised / raised.sum(dim=dim, keepdim=True)
