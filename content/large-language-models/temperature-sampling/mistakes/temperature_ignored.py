# /// mistake
# fails = "temperature_divides_the_logits"
# says = "The temperature has no effect unless it is 0: divide the logits by it before the softmax."
# ///
import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("negative temperature")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    scaled = logits
    p = torch.softmax(scaled, dim=-1)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    return torch.minimum(token, last)
