# /// mistake
# fails = "half_precision_is_widened"
# says = "You compute the loss in half precision, which has two or three digits: widen the logits to float32 first."
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
    wide = logits
    total = F.cross_entropy(wide.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    loss = total / (labels != IGNORED).sum().clamp(min=1)
    loss = loss.float() if loss.dtype in (torch.float16, torch.bfloat16) else loss
    return loss, loss.exp()
