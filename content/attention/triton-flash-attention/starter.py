import math

import torch
import triton
import triton.language as tl


@triton.jit
def flash_kernel(
    out, q, k, v, n, m, scale, CAUSAL: tl.constexpr, D: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr
):
    # TODO: load a tile of queries; go over the keys with a running maximum, sum and output
    pass


def attention(q, k, v, causal=False):
    out = torch.empty_like(q)
    # TODO: launch one program per tile of queries
    return out
