# /// mistake
# fails = "every_counted_token_weighs_the_same"
# says = "You average within each row first, so tokens of short answers weigh more: divide one sum by the number of all counted tokens."
# ///
import torch
import torch.nn.functional as F

IGNORED = -100


def make_labels(tokens, real, prompt_lengths):
    place = torch.arange(tokens.shape[1], device=tokens.device)
    answer = real & (place >= prompt_lengths.unsqueeze(1))
    return tokens.masked_fill(~answer, IGNORED)


def sft_loss(logits, labels):
    logits, labels = logits[:, :-1], labels[:, 1:]
    wide = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    each = F.cross_entropy(wide.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none")
    loss = (each.sum(dim=1) / (labels != IGNORED).sum(dim=1).clamp(min=1)).mean()
    return loss, loss.exp()
