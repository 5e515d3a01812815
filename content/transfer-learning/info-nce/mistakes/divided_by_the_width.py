# /// mistake
# fails = "both_directions_count"
# says = "You divided by the square root of d as in attention: the rows have length 1, so only the temperature scales."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature / text.shape[1] ** 0.5
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
