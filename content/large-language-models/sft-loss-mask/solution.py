import torch
import torch.nn.functional as F

IGNORED = -100


def make_labels(tokens, real, prompt_lengths):
    # Decided by place, never by the token's number: the end-of-text token is often the padding token as well, and the
    # model has to learn to end its answer.
    place = torch.arange(tokens.shape[1], device=tokens.device)  # (t,)
    answer = real & (place >= prompt_lengths.unsqueeze(1))  # (b, t)
    return tokens.masked_fill(~answer, IGNORED)


def sft_loss(logits, labels):
    # Position j speaks about token j + 1: the last logits have nothing to predict, the first token has no predictor.
    logits, labels = logits[:, :-1], labels[:, 1:]
    # In half precision a sum over the vocabulary would lose most of its digits.
    wide = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    total = F.cross_entropy(wide.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    # One mean over the counted tokens of the batch, so that each weighs the same; of no tokens it is 0, not 0 / 0.
    loss = total / (labels != IGNORED).sum().clamp(min=1)
    return loss, loss.exp()
