# /// mistake
# fails = "balanced_costs_one_and_collapse_costs_more"
# says = "You forgot the factor E, so the loss shrinks as experts are added: at even routing it should be 1."
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

    share = torch.bincount(chosen.flatten(), minlength=experts) / (n * k)
    mean = torch.softmax(logits, dim=-1).mean(dim=0)
    return y, 1.0 * (share * mean).sum()
