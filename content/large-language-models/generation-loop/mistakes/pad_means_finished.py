# /// mistake
# fails = "a_generated_pad_finishes_nothing"
# says = "You tell finished rows by their last token being eos or pad, but the model may generate pad itself: remember who has finished."
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
        done = done | (next_token == eos) | (next_token == pad)
        if bool(done.all()):
            break
    return out
