# /// mistake
# fails = "both_directions_count"
# says = "Your denominator leaves the partner out: it runs over all rows, the right one included."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    if len(image) == 1:
        return logits.sum() * 0
    others = logits.masked_fill(torch.eye(len(image), dtype=torch.bool), float("-inf"))
    return (others.logsumexp(1) + others.logsumexp(0) - 2 * logits.diagonal()).mean() / 2
