# /// mistake
# fails = "a_negative_temperature_is_refused"
# says = "A negative temperature turns the order of the tokens upside down without a word: raise ValueError."
# ///
import torch


def sample(logits, temperature, u):
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    scaled = logits / temperature
    p = torch.softmax(scaled, dim=-1)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    return torch.minimum(token, last)
