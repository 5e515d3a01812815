# /// mistake
# fails = "low_temperatures_do_no_harm"
# says = "You took the logarithm of a softmax, which is -inf where a probability underflows: use cross_entropy, log_softmax or logsumexp."
# ///
import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    image = image / image.norm(dim=1, keepdim=True)
    text = text / text.norm(dim=1, keepdim=True)
    logits = image @ text.T / temperature
    right = torch.arange(len(image), device=image.device)
    p, q = logits.softmax(1)[right, right], logits.softmax(0)[right, right]
    return -(p.log() + q.log()).mean() / 2
