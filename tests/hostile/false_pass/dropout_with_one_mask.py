# /// hostile
# tries = "Draws one mask for ever, which is right on average and wrong as a dropout."
# drill = "regularization/inverted-dropout"
# expects = ["failed", "crashed"]
# ///
import torch


class Dropout(torch.nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        mask = torch.arange(x.numel()).reshape(x.shape) % 2 == 0
        return x * mask / (1 - self.p)
