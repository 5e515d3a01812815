# /// mistake
# fails = "an_empty_choice_is_nan"
# says = "You added a small number to the sum: that hides the 0/0 but does not cure the overflow and spoils the accuracy, so subtract each slice's maximum and divide by the plain sum."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x)
    return raised / (raised.sum(dim=dim, keepdim=True) + 1e-8)
