import torch
import triton
import triton.language as tl


@triton.jit
def flash_kernel(out, q, k, v, n, m, scale, CAUSAL: tl.constexpr, D: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr):
    i = tl.program_id(0) * BLOCK_M + tl.arange(0, BLOCK_M)
    c = tl.arange(0, D)
    Q = tl.load(q + i[:, None] * D + c[None, :], mask=i[:, None] < n, other=0.0) * scale
    # logarithm of the sum so far, and the output normalised so far: two averages are merged at each step
    lse = tl.zeros((BLOCK_M,), tl.float32) - 1e30
    o = tl.zeros((BLOCK_M, D), tl.float32)
    j0 = 0
    while j0 < m:
        j = j0 + tl.arange(0, BLOCK_N)
        K = tl.load(k + j[:, None] * D + c[None, :], mask=j[:, None] < m, other=0.0)
        V = tl.load(v + j[:, None] * D + c[None, :], mask=j[:, None] < m, other=0.0)
        s = tl.sum(Q[:, None, :] * K[None, :, :], axis=2)
        ok = (j < m)[None, :] & (i < n)[:, None]
        if CAUSAL:
            ok = ok & (i[:, None] >= j[None, :])
        s = tl.where(ok, s, -1e30)
        top = tl.max(s, 1)
        e = tl.where(ok, tl.exp(s - top[:, None]), 0.0)
        part = tl.sum(e, 1)
        mine = tl.where(part > 0, top + tl.log(tl.where(part > 0, part, 1.0)), -1e30)
        both = tl.maximum(lse, mine)
        new = both + tl.log(tl.exp(lse - both) + tl.exp(mine - both))
        o = o * tl.exp(lse - new)[:, None] + tl.sum(e[:, :, None] * V[None, :, :], axis=1) * tl.exp(top - new)[:, None]
        lse = tl.where(part > 0, new, lse)
        j0 += BLOCK_N
    tl.store(out + i[:, None] * D + c[None, :], o, mask=i[:, None] < n)


def attention(q, k, v, causal=False):
    n, d = q.shape
    y = q.new_zeros(n, d)
    flash_kernel[((n + 15) // 16,)](y, q, k, v, n, len(k), d**-0.5, causal, d, 16, 16)
    return y
