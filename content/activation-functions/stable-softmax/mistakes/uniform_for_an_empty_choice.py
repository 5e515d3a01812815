# /// mistake
# fails = "an_empty_choice_is_nan"
# says = "You replaced -inf by the lowest finite number, so a slice of nothing but -inf looks like a uniform distribution: leave -inf as it is and let the slice be NaN."
# ///
import torch


def softmax(x, dim=-1):
    x = x.clamp_min(torch.finfo(x.dtype).min)
    raised = torch.exp(x - x.amax(dim=dim, keepdim=True))
    return raised / raised.sum(dim=dim, keepdim=True)
