# /// mistake
# fails = "everybody_sees_everything"
# says = "You weigh the new block but keep the old output as it was: it shrinks by exp(old - total)."
# ///
import math

import torch


def ring_attention(q, k, v, rotate, causal):
    ranks, (n, d) = len(q), q[0].shape
    triangle = torch.ones(n, n, dtype=torch.bool).tril()
    outs = [torch.zeros_like(values) for values in v]
    logs = [torch.full((n,), float("-inf"), dtype=q[0].dtype) for _ in q]
    for step in range(ranks):
        for rank in range(ranks):
            source = (rank - step) % ranks
            if causal and source > rank:
                continue
            scores = q[rank] @ k[rank].T / math.sqrt(d)
            if causal and source == rank:
                scores = scores.masked_fill(~triangle, float("-inf"))
            log = torch.logsumexp(scores, dim=-1)
            block = torch.exp(scores - log.unsqueeze(1)) @ v[rank]
            total = torch.logaddexp(logs[rank], log)
            old, new = torch.exp(logs[rank] - total), torch.exp(log - total)
            outs[rank] = outs[rank] + new.unsqueeze(1) * block
            logs[rank] = total
        if step < ranks - 1:
            k, v = rotate(k, v)
    return outs
