import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    # On the unit sphere only directions count: no model can lower the loss by making its vectors long.
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    # Cosines lie in [-1, 1]; without the temperature even a perfect match could not get a probability near one.
    logits = image @ text.T / temperature  # (n, n): rows are images, columns are texts
    right = torch.arange(len(image), device=image.device)  # the partner of row i is column i
    # cross_entropy works on log-sum-exp, so that ±1000 does no harm.
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2
