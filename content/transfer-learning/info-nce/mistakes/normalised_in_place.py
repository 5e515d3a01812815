# /// mistake
# fails = "keeps_dtype_layout_and_arguments"
# says = "You scaled the caller's rows in place: make new tensors."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    with torch.no_grad():
        image.data.div_(image.data.norm(dim=1, keepdim=True))
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
