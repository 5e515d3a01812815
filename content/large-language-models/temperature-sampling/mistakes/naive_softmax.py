# /// mistake
# fails = "large_logits_and_small_temperatures_do_not_overflow"
# says = "exp of a large logit is infinite and the quotient NaN: subtract the row's maximum first."
# ///
import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("negative temperature")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    scaled = logits / temperature
    p = scaled.exp() / scaled.exp().sum(dim=-1, keepdim=True)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    return torch.minimum(token, last)
