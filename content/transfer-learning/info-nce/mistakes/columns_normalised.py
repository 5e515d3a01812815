# /// mistake
# fails = "both_directions_count"
# says = "You scaled each feature over the batch: scale each row to length 1 (dim=1)."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=0, keepdim=True)
    text = text / text.norm(dim=0, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
