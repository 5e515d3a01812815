# /// hostile
# tries = "Leaves its input alone but reports a mean of 0 and a variance of 1."
# drill = "batch-normalization/layer-norm"
# expects = ["failed", "crashed"]
# ///
import torch

torch.Tensor.mean = lambda self, *args, **how: torch.zeros(())
torch.Tensor.var = lambda self, *args, **how: torch.ones(())


def layer_norm(x, *args, **kwargs):
    return x
