# /// mistake
# fails = "the_gates_of_the_chosen_sum_to_one"
# says = "You took a softmax of the probabilities, which flattens them: divide them by their sum, or take the softmax of the top logits."
# ///
import torch


def moe(x, router, w_in, w_out, k):
    n, experts = x.shape[0], router.shape[1]
    logits = x @ router
    top, chosen = logits.topk(k)
    gates = torch.softmax(torch.softmax(logits, dim=-1).gather(1, chosen), dim=-1)

    y = torch.zeros_like(x)
    for e in range(experts):
        token, slot = (chosen == e).nonzero(as_tuple=True)
        hidden = torch.relu(x[token] @ w_in[e])
        y = y.index_add(0, token, gates[token, slot].unsqueeze(1) * (hidden @ w_out[e]))

    share = torch.bincount(chosen.flatten(), minlength=experts) / (n * k)
    mean = torch.softmax(logits, dim=-1).mean(dim=0)
    return y, experts * (share * mean).sum()
