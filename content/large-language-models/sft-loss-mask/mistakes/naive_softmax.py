# /// mistake
# fails = "large_logits_do_not_overflow"
# says = "You compute a softmax by exp alone, which overflows: use log_softmax or cross_entropy."
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
    total = F.nll_loss(
        (wide.exp() / wide.exp().sum(dim=-1, keepdim=True)).log().flatten(0, 1),
        labels.flatten(),
        ignore_index=IGNORED,
        reduction="sum",
    )
    loss = total / (labels != IGNORED).sum().clamp(min=1)
    return loss, loss.exp()
