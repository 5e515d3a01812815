# /// mistake
# fails = "rounding_does_not_run_past_the_end"
# says = "You cap at V - 1, which may be a token that is ruled out: cap at the last one with a finite logit."
# ///
import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("negative temperature")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    scaled = logits / temperature
    p = torch.softmax(scaled, dim=-1)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    return token.clamp(max=logits.shape[-1] - 1)
