# /// mistake
# fails = "a_finished_row_is_padded"
# says = "Rows go on after their eos with whatever the model says: fill them with pad."
# ///
import torch


def generate(model, tokens, max_new, eos, pad):
    b = tokens.shape[0]
    done = torch.zeros(b, dtype=torch.bool)
    out = tokens.clone()
    for step in range(max_new):
        logits = model(out)
        next_token = torch.argmax(logits[:, -1, :], dim=-1)
        out = torch.cat([out, next_token[:, None]], dim=1)
        done = done | (next_token == eos)
        if bool(done.all()):
            break
    return out
