# /// mistake
# fails = "stops_when_all_are_finished"
# says = "You notice that all rows are finished only after calling the model once more: test before the call."
# ///
import torch


def generate(model, tokens, max_new, eos, pad):
    b = tokens.shape[0]
    done = torch.zeros(b, dtype=torch.bool)
    out = tokens.clone()
    for step in range(max_new):
        logits = model(out)
        if bool(done.all()):
            break
        next_token = torch.argmax(logits[:, -1, :], dim=-1)
        next_token = torch.where(done, torch.full_like(next_token, pad), next_token)
        out = torch.cat([out, next_token[:, None]], dim=1)
        done = done | (next_token == eos)
    return out
