# /// mistake
# fails = "prompt_and_padding_are_ignored"
# says = "You shift the labels here, and sft_loss shifts them once more: labels stand where their tokens stand."
# ///
import torch
import torch.nn.functional as F

IGNORED = -100


def make_labels(tokens, real, prompt_lengths):
    place = torch.arange(tokens.shape[1], device=tokens.device)
    answer = real & (place >= prompt_lengths.unsqueeze(1))
    labels = tokens.masked_fill(~answer, IGNORED)
    return torch.cat([labels[:, 1:], torch.full_like(labels[:, :1], IGNORED)], dim=1)


def sft_loss(logits, labels):
    logits, labels = logits[:, :-1], labels[:, 1:]
    wide = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    total = F.cross_entropy(wide.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    loss = total / (labels != IGNORED).sum().clamp(min=1)
    return loss, loss.exp()
