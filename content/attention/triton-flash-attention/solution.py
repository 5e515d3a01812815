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
    queries = tl.load(q + rows[:, None] * D + wide[None, :], mask=here, other=0.0)  # (BLOCK_M, D)

    # What is known of each row so far: its largest score, the sum of exp(score - largest), and the values so weighted.
    largest = tl.full((BLOCK_M,), float("-inf"), tl.float32)
    total = tl.zeros((BLOCK_M,), tl.float32)
    mixed = tl.zeros((BLOCK_M, D), tl.float32)

    for start in range(0, m, BLOCK_N):
        columns = start + tl.arange(0, BLOCK_N)
        there = columns < m
        keys = tl.load(k + columns[:, None] * D + wide[None, :], mask=there[:, None], other=0.0)  # (BLOCK_N, D)
        values = tl.load(v + columns[:, None] * D + wide[None, :], mask=there[:, None], other=0.0)
        scores = tl.dot(queries, tl.trans(keys), input_precision="ieee") * scale  # (BLOCK_M, BLOCK_N), and never more
        seen = there[None, :] & here
        if CAUSAL:
            seen = seen & (columns[None, :] <= rows[:, None])
        scores = tl.where(seen, scores, float("-inf"))

        # A tile may hold nothing that a row sees: its maximum is then -inf, and -inf minus -inf would be NaN.
        now = tl.maximum(largest, tl.max(scores, axis=1))
        base = tl.where(now == float("-inf"), 0.0, now)
        shrink = tl.exp(largest - base)  # what was summed before was relative to an older maximum
        weights = tl.exp(scores - base[:, None])
        total = total * shrink + tl.sum(weights, axis=1)
        mixed = mixed * shrink[:, None] + tl.dot(weights, values, input_precision="ieee")
        largest = now

    # Rows beyond the last one saw nothing; dividing by one keeps them free of NaN, and they are not stored.
    result = mixed / tl.where(total == 0.0, 1.0, total)[:, None]
    tl.store(out + rows[:, None] * D + wide[None, :], result, mask=here)


def attention(q, k, v, causal=False):
    n, d = q.shape
    out = torch.empty_like(q)
    block = 32
    flash_kernel[(triton.cdiv(n, block),)](
        out, q, k, v, n, k.shape[0], 1 / math.sqrt(d), CAUSAL=causal, D=d, BLOCK_M=block, BLOCK_N=block
    )
    return out
