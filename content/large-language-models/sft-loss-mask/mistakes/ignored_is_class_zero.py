# /// mistake
# fails = "ignored_labels_count_nothing"
# says = "You train places with the label -100 towards token 0: leave them out of the sum and of the count."
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
    total = F.cross_entropy(wide.flatten(0, 1), labels.flatten().clamp(min=0), reduction="sum")
    loss = total / labels.numel()
    return loss, loss.exp()
