# /// mistake
# fails = "both_directions_count"
# says = "You summed over the batch: take the mean."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right, reduction="sum") + F.cross_entropy(logits.T, right, reduction="sum")) / 2
