"""Everything as products, with float64 inside for the narrow dtypes."""

import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.double()
    d = x.shape[-1]
    centring = torch.eye(d, dtype=torch.float64) - torch.full((d, d), 1.0 / d, dtype=torch.float64)
    centred = torch.einsum("...i,ij->...j", wide, centring)
    variance = torch.einsum("...i,...i->...", centred, centred)[..., None] / d
    return torch.addcmul(beta.double(), gamma.double(), centred * (variance + eps).pow(-0.5)).to(x.dtype)
