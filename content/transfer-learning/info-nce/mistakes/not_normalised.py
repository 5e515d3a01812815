# /// mistake
# fails = "both_directions_count"
# says = "You left the rows as long as they are, so the loss can be lowered by growing: scale them to length 1."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):

    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
