# /// mistake
# fails = "only_the_chosen_experts_work"
# says = "You run every expert on every token and mask afterwards: y is right, but nothing is saved, so hand each expert only the tokens that chose it."
# ///
import torch


def moe(x, router, w_in, w_out, k):
    n, experts = x.shape[0], router.shape[1]
    logits = x @ router
    top, chosen = logits.topk(k)
    gates = torch.softmax(top, dim=-1)

    y = torch.zeros_like(x)
    for e in range(experts):
        gate = (gates * (chosen == e)).sum(dim=-1, keepdim=True)
        y = y + gate * (torch.relu(x @ w_in[e]) @ w_out[e])

    share = torch.bincount(chosen.flatten(), minlength=experts) / (n * k)
    mean = torch.softmax(logits, dim=-1).mean(dim=0)
    return y, experts * (share * mean).sum()
