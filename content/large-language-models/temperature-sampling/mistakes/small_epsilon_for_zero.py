# /// mistake
# fails = "temperature_zero_is_greedy"
# says = "You replace temperature 0 by a tiny number, so equal logits share the mass and u decides between them: return the argmax."
# ///
import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("negative temperature")
    temperature = max(temperature, 1e-8)
    scaled = logits / temperature
    p = torch.softmax(scaled, dim=-1)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    return torch.minimum(token, last)
