# /// mistake
# fails = "eos_in_the_prompt_finishes_nothing"
# says = "You take an eos in the prompt for the end: only a generated one finishes a row."
# ///
import torch


def generate(model, tokens, max_new, eos, pad):
    b = tokens.shape[0]
    done = (tokens == eos).any(dim=1)
    out = tokens.clone()
    for step in range(max_new):
        logits = model(out)
        next_token = torch.argmax(logits[:, -1, :], dim=-1)
        next_token = torch.where(done, torch.full_like(next_token, pad), next_token)
        out = torch.cat([out, next_token[:, None]], dim=1)
        done = done | (next_token == eos)
        if bool(done.all()):
            break
    return out
