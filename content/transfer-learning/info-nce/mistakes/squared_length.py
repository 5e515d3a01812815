# /// mistake
# fails = "both_directions_count"
# says = "You divided by the squared length: take its root."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.square().sum(dim=1, keepdim=True)
    text = text / text.square().sum(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
