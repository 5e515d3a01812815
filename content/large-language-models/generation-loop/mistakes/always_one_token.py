# /// mistake
# fails = "stops_at_the_limit"
# says = "You generate a token before looking at the limit: with max_new = 0 nothing is appended and the model is not called."
# ///
import torch


def generate(model, tokens, max_new, eos, pad):
    b = tokens.shape[0]
    done = torch.zeros(b, dtype=torch.bool)
    out = tokens.clone()
    for step in range(max(max_new, 1)):
        logits = model(out)
        next_token = torch.argmax(logits[:, -1, :], dim=-1)
        next_token = torch.where(done, torch.full_like(next_token, pad), next_token)
        out = torch.cat([out, next_token[:, None]], dim=1)
        done = done | (next_token == eos)
        if bool(done.all()):
            break
    return out
