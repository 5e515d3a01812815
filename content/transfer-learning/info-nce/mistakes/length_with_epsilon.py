# /// mistake
# fails = "only_directions_count"
# says = "The constant that you added to the length is large beside a short row: add none, or one far below 1e-3."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / (image.norm(dim=1, keepdim=True) + 1e-4)
    text = text / (text.norm(dim=1, keepdim=True) + 1e-4)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
