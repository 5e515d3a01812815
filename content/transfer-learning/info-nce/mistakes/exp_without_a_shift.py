# /// mistake
# fails = "low_temperatures_do_no_harm"
# says = "exp of a logit of 1000 overflows: subtract the largest first, or use logsumexp."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    e = logits.exp()
    return (e.sum(1).log() + e.sum(0).log() - 2 * logits.diagonal()).mean() / 2
