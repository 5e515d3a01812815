# /// mistake
# fails = "keeps_to_the_dtypes"
# says = "You turn float64 logits into float32, so a u near a boundary falls on the wrong side: compute in the dtype that you are given."
# ///
import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("negative temperature")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    scaled = logits.float() / temperature
    p = torch.softmax(scaled, dim=-1)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.float().unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    return torch.minimum(token, last)
