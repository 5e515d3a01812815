# /// mistake
# fails = "takes_any_memory_layout"
# says = "You subtract in place, which changes the caller's x: write x = x - maximum instead of x -= maximum."
# ///
import torch


def softmax(x, dim=-1):
    with torch.no_grad():
        x -= x.amax(dim=dim, keepdim=True)
    raised = torch.exp(x)
    return raised / raised.sum(dim=dim, keepdim=True)
