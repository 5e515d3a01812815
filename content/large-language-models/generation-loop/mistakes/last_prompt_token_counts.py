# /// mistake
# fails = "eos_in_the_prompt_finishes_nothing"
# says = "You look for eos in the last token before generating, so a prompt that ends with it is never continued: only a generated eos counts."
# ///
import torch


def generate(model, tokens, max_new, eos, pad):
    b = tokens.shape[0]
    done = tokens[:, -1] == eos
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
