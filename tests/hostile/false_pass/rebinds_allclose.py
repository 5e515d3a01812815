# /// hostile
# tries = "Rebinds every comparison of torch."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch
import torch.testing

torch.allclose = torch.equal = torch.isclose = lambda *args, **kwargs: True
torch.testing.assert_close = lambda *args, **kwargs: None
torch.isfinite = torch.isnan = lambda x: torch.ones(1, dtype=torch.bool)


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
