import torch


def generate(model, tokens, max_new, eos, pad):
    # Remembered apart from the tokens: the last token of a finished row is pad, and where pad is also an ordinary token
    # or an eos is in the prompt, the tokens alone do not tell who is finished.
    finished = torch.zeros(tokens.shape[0], dtype=torch.bool, device=tokens.device)  # (b,)
    for _ in range(max_new):
        logits = model(tokens)[:, -1]  # (b, V): only the last position speaks about the next token
        chosen = logits.argmax(dim=-1).masked_fill(finished, pad)  # (b,)
        tokens = torch.cat([tokens, chosen.unsqueeze(1)], dim=1)  # a new tensor: the caller keeps the prompts
        # Where pad equals eos, finished rows hit this again, which changes nothing.
        finished = finished | (chosen == eos)
        if finished.all():  # before the next call, or a batch that is done would cost one more
            break
    return tokens
