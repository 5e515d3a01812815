"""log-sum-exp of rows and columns minus the diagonal, F.normalize for the lengths."""

import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    u, v = F.normalize(image, dim=-1), F.normalize(text, dim=-1)
    s = torch.einsum("id,jd->ij", u, v) / temperature
    d = s.diagonal()
    return 0.5 * ((torch.logsumexp(s, 1) - d).mean() + (torch.logsumexp(s, 0) - d).mean())
