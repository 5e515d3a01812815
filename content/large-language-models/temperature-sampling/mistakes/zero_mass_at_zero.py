# /// mistake
# fails = "ruled_out_tokens_never_come"
# says = "For u = 0 you return a ruled-out token, since 0 <= 0 holds for a sum of 0: the token is the first whose sum is strictly above u."
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
    token = torch.searchsorted(sums.contiguous(), u.unsqueeze(-1).contiguous(), right=False).squeeze(-1)
    positions = torch.arange(logits.shape[-1]).expand(logits.shape)
    last = torch.where(logits > float("-inf"), positions, 0).max(dim=-1).values
    return torch.minimum(token, last)
