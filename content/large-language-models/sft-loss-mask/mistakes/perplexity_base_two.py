# /// mistake
# fails = "each_position_predicts_the_next_token"
# says = "Your perplexity is 2 to the loss: the loss is in nats, so take exp."
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
    total = F.cross_entropy(wide.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="sum")
    loss = total / (labels != IGNORED).sum().clamp(min=1)
    return loss, loss.detach().exp2()
