# /// mistake
# fails = "the_balance_loss_teaches_the_router"
# says = "Your loss squares the mean probabilities and never looks at who was chosen: multiply them by the shares of the choices."
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
    return y, experts * mean.square().sum()
