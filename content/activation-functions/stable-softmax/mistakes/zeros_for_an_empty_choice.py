# /// mistake
# fails = "an_empty_choice_is_nan"
# says = "You turned NaN into zeros: a slice of nothing but -inf has no distribution, and zeros that sum to nothing hide that, so leave the NaN."
# ///
import torch


def softmax(x, dim=-1):
    raised = torch.exp(x - x.amax(dim=dim, keepdim=True))
    return torch.nan_to_num(raised / raised.sum(dim=dim, keepdim=True))
