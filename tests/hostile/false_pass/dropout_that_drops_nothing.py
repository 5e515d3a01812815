# /// hostile
# tries = "Returns its input, and patches the generators that a check may compare with."
# drill = "regularization/inverted-dropout"
# expects = ["failed", "crashed"]
# ///
import torch

torch.bernoulli = torch.rand_like = torch.rand = lambda x, *args, **how: torch.ones_like(x)


class Dropout(torch.nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        return x
