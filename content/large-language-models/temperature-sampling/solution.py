import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError(f"temperature must be at least 0, not {temperature}")
    if temperature == 0:
        # The limit: as T goes to 0 all mass moves to the largest logit. Dividing by 0 would give infinities.
        return logits.argmax(dim=-1)

    # Dividing the logits, not the probabilities, keeps each row a distribution. torch.softmax subtracts the row's
    # maximum before exp, so neither large logits nor a small temperature overflow.
    p = torch.softmax(logits / temperature, dim=-1)  # (..., V)
    reached = u.unsqueeze(-1) < p.cumsum(dim=-1)  # (..., V): False up to the token, True from it on
    # Counting the False gives the index of the first True. The strict < steps over tokens without mass at the start:
    # there u = 0 is not below 0.
    token = (~reached).sum(dim=-1)  # (...), V where rounding left the last sum at or below u

    index = torch.arange(logits.shape[-1], device=logits.device)
    last = (logits.isfinite() * index).amax(dim=-1)  # (...): the last token that has a chance
    return torch.minimum(token, last)
