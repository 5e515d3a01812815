# /// mistake
# fails = "gradients_are_right"
# says = "Your sum is detached, so the gradient misses the term by which each logit lowers the other probabilities: only the maximum may be detached."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.amax(dim=dim, keepdim=True))
    return raised / raised.sum(dim=dim, keepdim=True).detach()
