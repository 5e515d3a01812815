"""searchsorted on unnormalised masses; the cap by flipping."""

import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError("temperature must not be negative")
    if not temperature:
        return logits.max(dim=-1, keepdim=True).indices.squeeze(-1)
    mass = torch.exp((logits - logits.max(-1, keepdim=True).values) / temperature)
    sums = mass.cumsum(-1).contiguous()
    point = (u[..., None] * sums[..., -1:]).contiguous()
    token = torch.searchsorted(sums, point, right=True)[..., 0]
    trailing = torch.isinf(logits).flip(-1).to(torch.int64).cumprod(-1).sum(-1)
    return torch.minimum(token, logits.shape[-1] - 1 - trailing)
