# /// mistake
# fails = "pad_may_equal_eos"
# says = "You cut off trailing pads at the end, and with them the eos where both are one token: stop in time instead."
# ///
import torch


def generate(model, tokens, max_new, eos, pad):
    b = tokens.shape[0]
    done = torch.zeros(b, dtype=torch.bool)
    out = tokens.clone()
    for step in range(max_new):
        logits = model(out)
        next_token = torch.argmax(logits[:, -1, :], dim=-1)
        next_token = torch.where(done, torch.full_like(next_token, pad), next_token)
        out = torch.cat([out, next_token[:, None]], dim=1)
        done = done | (next_token == eos)
        if bool(done.all()):
            break
    while out.shape[1] > tokens.shape[1] and bool((out[:, -1] == pad).all()):
        out = out[:, :-1]
    return out
