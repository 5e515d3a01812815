# /// mistake
# fails = "inverts_the_cumulative_distribution"
# says = "You cut the interval in the order of sorted probabilities: the prompt keeps the tokens in the order of their indices."
# ///
import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("negative temperature")
    if temperature == 0:
        return torch.argmax(logits, dim=-1)
    scaled = logits / temperature
    p = torch.softmax(scaled, dim=-1)
    p, order = p.sort(dim=-1, descending=True)
    sums = torch.cumsum(p, dim=-1)
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=True).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    token = token.clamp(max=logits.shape[-1] - 1).unsqueeze(-1)
    return order.gather(-1, token).squeeze(-1)
