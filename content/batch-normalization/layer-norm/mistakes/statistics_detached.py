# /// mistake
# fails = "gradients_are_right"
# says = "You took mean and variance as constants (no_grad or detach), so the gradient of x lacks the two terms that flow through them."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    with torch.no_grad():
        mean = wide.mean(dim=-1, keepdim=True)
        variance = wide.var(dim=-1, keepdim=True, correction=0)
    return ((wide - mean) / torch.sqrt(variance + eps) * gamma + beta).to(x.dtype)
