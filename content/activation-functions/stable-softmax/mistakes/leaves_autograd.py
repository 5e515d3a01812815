# /// mistake
# fails = "gradients_are_right"
# says = "You detached x, so no gradient reaches it: detaching the maximum is fine, but the exponents must stay in the graph."
# ///
import torch


def softmax(x, dim=-1):
    x = x.detach()
    raised = torch.exp(x - x.amax(dim=dim, keepdim=True))
    return raised / raised.sum(dim=dim, keepdim=True)
