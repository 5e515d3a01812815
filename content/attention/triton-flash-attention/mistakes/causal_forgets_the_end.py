# /// mistake
# fails = "later_keys_are_hidden_where_causal"
# says = "With more queries than keys, lanes beyond the last key lie before the diagonal and count: hide what is beyond m as well as what is later."
# ///
import math

import torch
import triton
import triton.language as tl


@triton.jit
def flash_kernel(
    out, q, k, v, n, m, scale, CAUSAL: tl.constexpr, D: tl.constexpr, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr
):
    rows = tl.program_id(0) * BLOCK_M + tl.arange(0, BLOCK_M)
    wide = tl.arange(0, D)
    here = (rows < n)[:, None]
    queries = tl.load(q + rows[:, None] * D + wide[None, :], mask=here, other=0.0)

    largest = tl.full((BLOCK_M,), float("-inf"), tl.float32)
    total = tl.zeros((BLOCK_M,), tl.float32)
    mixed = tl.zeros((BLOCK_M, D), tl.float32)

    for start in range(0, m, BLOCK_N):
        columns = start + tl.arange(0, BLOCK_N)
        there = columns < m
        keys = tl.load(k + columns[:, None] * D + wide[None, :], mask=there[:, None], other=0.0)
        values = tl.load(v + columns[:, None] * D + wide[None, :], mask=there[:, None], other=0.0)
        scores = tl.dot(queries, tl.trans(keys), input_precision="ieee") * scale
        seen = there[None, :]
        if CAUSAL:
            seen = columns[None, :] <= rows[:, None]
        scores = tl.where(seen, scores, float("-inf"))

        now = tl.maximum(largest, tl.max(scores, axis=1))
        shrink = tl.exp(largest - now)
        weights = tl.exp(scores - now[:, None])
        total = total * shrink + tl.sum(weights, axis=1)
        mixed = mixed * shrink[:, None] + tl.dot(weights, values, input_precision="ieee")
        largest = now

    tl.store(out + rows[:, None] * D + wide[None, :], mixed / total[:, None], mask=here)


def attention(q, k, v, causal=False):
    n, d = q.shape
    out = torch.empty_like(q)
    block = 32
    flash_kernel[(triton.cdiv(n, block),)](
        out, q, k, v, n, k.shape[0], 1 / math.sqrt(d), CAUSAL=causal, D=d, BLOCK_M=block, BLOCK_N=block
    )
    return out
