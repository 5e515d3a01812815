# /// mistake
# fails = "prompt_and_padding_are_ignored"
# says = "The padding keeps its labels: set places that are not real to -100."
# ///
import torch
import torch.nn.functional as F

IGNORED = -100


def make_labels(tokens, real, prompt_lengths):
    place = torch.arange(tokens.shape[1], device=tokens.device)
    answer = place >= prompt_lengths.unsqueeze(1)
    return tokens.masked_fill(~answer, IGNORED)


def sft_loss(logits, labels):
    logits, labels = logits[:, :-1], labels[:, 1:]
    wide = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    total = F.cross_entropy(wide.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    loss = total / (labels != IGNORED).sum().clamp(min=1)
    return loss, loss.exp()
