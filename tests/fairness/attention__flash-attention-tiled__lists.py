"""Lists of blocks on either side, keys outside; the state of every block of queries waits in a list."""

import math

import torch


def flash_forward(q, k, v, block):
    scale = 1 / math.sqrt(q.size(1))
    qs = (q * scale).split(block)
    states = [(x.new_full((len(x), 1), -math.inf), x.new_zeros(len(x), 1), x.new_zeros(len(x), v.size(1))) for x in qs]
    for key, value in zip(k.split(block), v.split(block)):
        for index, rows in enumerate(qs):
            top, total, mix = states[index]
            scores = torch.mm(rows, key.t())
            now = scores.max(1, keepdim=True)[0].maximum(top)
            raised = (scores - now).exp()
            keep = (top - now).exp()
            states[index] = (now, keep * total + raised.sum(1, keepdim=True), torch.addmm(keep * mix, raised, value))
    return (
        torch.cat([mix / total for _, total, mix in states]),
        torch.cat([(top + total.log()).squeeze(1) for top, total, _ in states]),
    )


def flash_backward(q, k, v, out, lse, up, block):
    scale = 1 / math.sqrt(q.size(1))
    delta = (out * up).sum(1)
    parts = list(zip(*(x.split(block) for x in (q, up, lse, delta))))
    dqs = [torch.zeros_like(rows) for rows, *_ in parts]
    dks, dvs = [], []
    for key, value in zip(k.split(block), v.split(block)):
        dk, dv = torch.zeros_like(key), torch.zeros_like(value)
        for index, (rows, above, log, d) in enumerate(parts):
            p = ((rows @ key.t()) * scale - log[:, None]).exp()
            ds = p * (above @ value.t() - d[:, None]) * scale
            dv = dv + p.t() @ above
            dk = dk + ds.t() @ rows
            dqs[index] = dqs[index] + ds @ key
        dks.append(dk)
        dvs.append(dv)
    return torch.cat(dqs), torch.cat(dks), torch.cat(dvs)
