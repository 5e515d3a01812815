import torch


def causal_self_attention(x, w_qkv, w_out):
    """A stranger's: one prefix after the other, written from the prompt."""
    e = w_out.shape[0]
    out = []
    for i in range(x.shape[1]):
        prefix = x[:, : i + 1]
        q = x[:, i : i + 1] @ w_qkv[:, :e]
        k = prefix @ w_qkv[:, e : 2 * e]
        v = prefix @ w_qkv[:, 2 * e :]
        p = torch.softmax((q * e**-0.5) @ k.mT, dim=2)
        out.append(p @ v)
    return torch.cat(out, dim=1) @ w_out
