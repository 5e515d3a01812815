# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "You take exp of the scores as they are, which overflows: use logsumexp, and subtract it before exp."
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
            raised = torch.exp(scores)
            log = raised.sum(dim=-1).log()
            block = raised @ v[rank] / raised.sum(dim=-1, keepdim=True)
            total = torch.logaddexp(logs[rank], log)
            old, new = torch.exp(logs[rank] - total), torch.exp(log - total)
            outs[rank] = old.unsqueeze(1) * outs[rank] + new.unsqueeze(1) * block
            logs[rank] = total
        if step < ranks - 1:
            k, v = rotate(k, v)
    return outs
