# /// mistake
# fails = "balanced_costs_one_and_collapse_costs_more"
# says = "You divided the counts by n only, so the shares sum to k: there are n times k choices."
# ///
import torch


def moe(x, router, w_in, w_out, k):
    n, experts = x.shape[0], router.shape[1]
    logits = x @ router
    top, chosen = logits.topk(k)
    gates = torch.softmax(top, dim=-1)

    y = torch.zeros_like(x)
    for e in range(experts):
        token, slot = (chosen == e).nonzero(as_tuple=True)
        hidden = torch.relu(x[token] @ w_in[e])
        y = y.index_add(0, token, gates[token, slot].unsqueeze(1) * (hidden @ w_out[e]))

    share = torch.bincount(chosen.flatten(), minlength=experts) / n
    mean = torch.softmax(logits, dim=-1).mean(dim=0)
    return y, experts * (share * mean).sum()
