import math

import torch


def ring_attention(q, k, v, rotate, causal):
    ranks, (n, d) = len(q), q[0].shape
    triangle = torch.ones(n, n, dtype=torch.bool).tril()
    outs = [torch.zeros_like(values) for values in v]  # (n, e) each
    logs = [torch.full((n,), float("-inf"), dtype=q[0].dtype) for _ in q]  # log of the sum that outs is divided by
    for step in range(ranks):
        for rank in range(ranks):
            source = (rank - step) % ranks  # whose block this rank holds now
            if causal and source > rank:
                continue  # all of it lies in the future
            scores = q[rank] @ k[rank].T / math.sqrt(d)  # (n, n)
            if causal and source == rank:
                scores = scores.masked_fill(~triangle, float("-inf"))
            log = torch.logsumexp(scores, dim=-1)  # (n,)
            block = torch.exp(scores - log.unsqueeze(1)) @ v[rank]
            # Two averages with their weights exp(log): the sum of both is the new weight.
            total = torch.logaddexp(logs[rank], log)
            old, new = torch.exp(logs[rank] - total), torch.exp(log - total)
            outs[rank] = old.unsqueeze(1) * outs[rank] + new.unsqueeze(1) * block
            logs[rank] = total
        if step < ranks - 1:  # after the last block nobody needs another
            k, v = rotate(k, v)
    return outs
