# /// mistake
# fails = "the_output_is_that_of_attention"
# says = "You did not scale the scores: divide by the square root of d."
# ///
import math

import torch


def flash_forward(q, k, v, block):
    outs, logs = [], []
    for rows in q.split(block):
        top = torch.full((len(rows),), float("-inf"), dtype=q.dtype)
        total, mix = torch.zeros_like(top), torch.zeros(len(rows), v.shape[1], dtype=q.dtype)
        for keys, values in zip(k.split(block), v.split(block), strict=True):
            scores = rows @ keys.T
            higher = torch.maximum(top, scores.amax(dim=1))
            shrink, raised = torch.exp(top - higher), torch.exp(scores - higher.unsqueeze(1))
            total = shrink * total + raised.sum(dim=1)
            mix = shrink.unsqueeze(1) * mix + raised @ values
            top = higher
        outs.append(mix / total.unsqueeze(1))
        logs.append(top + total.log())
    return torch.cat(outs), torch.cat(logs)


def flash_backward(q, k, v, out, lse, up, block):
    dq, dk, dv = torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v)
    root = math.sqrt(q.shape[1])
    delta = (up * out).sum(dim=1, keepdim=True)
    for i in range(0, len(q), block):
        rows = slice(i, i + block)
        for j in range(0, len(k), block):
            columns = slice(j, j + block)
            weights = torch.exp(q[rows] @ k[columns].T / root - lse[rows].unsqueeze(1))
            slopes = weights * (up[rows] @ v[columns].T - delta[rows]) / root
            dv[columns] += weights.T @ up[rows]
            dk[columns] += slopes.T @ q[rows]
            dq[rows] += slopes @ k[columns]
    return dq, dk, dv
