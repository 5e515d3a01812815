import torch
from torch import nn
import torch.nn.functional as F


class Affine(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(o, i) * 0.02)
        self.bias = nn.Parameter(torch.zeros(o))

    def forward(self, x):
        return torch.einsum("...i,oi->...o", x, self.weight) + self.bias


class Norm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))
        self.bias = nn.Parameter(torch.zeros(d))

    def forward(self, x):
        c = x - x.mean(-1, keepdim=True)
        return c * torch.rsqrt(c.pow(2).mean(-1, keepdim=True) + 1e-5) * self.weight + self.bias


class Attn(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h = h
        self.c_attn, self.c_proj = Affine(d, 3 * d), Affine(d, d)
        self.register_buffer("causal", torch.ones(64, 64).tril().bool(), persistent=False)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.c_attn(x).view(b, n, 3, self.h, d // self.h).permute(2, 0, 3, 1, 4)
        s = torch.einsum("bhid,bhjd->bhij", q * (d // self.h) ** -0.5, k)
        p = s.masked_fill(~self.causal[:n, :n], -torch.inf).softmax(-1)
        return self.c_proj(torch.einsum("bhij,bhjd->bihd", p, v).reshape(b, n, d))


class MLP(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.c_fc, self.c_proj = Affine(d, 4 * d), Affine(4 * d, d)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class GPTBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.attn, self.ln_2, self.mlp = Norm(width), Attn(width, heads), Norm(width), MLP(width)

    def forward(self, x):
        after = self.attn(self.ln_1(x)) + x
        return after + self.mlp(self.ln_2(after))
