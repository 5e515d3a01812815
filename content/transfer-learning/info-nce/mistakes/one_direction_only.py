# /// mistake
# fails = "both_directions_count"
# says = "Only the images choose among the texts: the second cross-entropy runs over the columns, the transposed table."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return F.cross_entropy(logits, right)
