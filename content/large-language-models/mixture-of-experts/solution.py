import torch


def moe(x, router, w_in, w_out, k):
    n, experts = x.shape[0], router.shape[1]
    logits = x @ router  # (n, E)
    top, chosen = logits.topk(k)  # (n, k)
    # A softmax over the k largest logits is the whole softmax, renormalised: e^z / Σ over the chosen, in both.
    gates = torch.softmax(top, dim=-1)

    y = torch.zeros_like(x)
    for e in range(experts):
        # Each expert gets only the rows that chose it. Running all of them and masking would give the same y at E / k
        # times the cost, which is what the router is there to save.
        token, slot = (chosen == e).nonzero(as_tuple=True)
        hidden = torch.relu(x[token] @ w_in[e])  # (rows of e, h)
        y = y.index_add(0, token, gates[token, slot].unsqueeze(1) * (hidden @ w_out[e]))

    # Counting is not differentiable, so the counts are only weights: the gradient flows through the mean probabilities
    # and is larger for an expert that is asked more often.
    share = torch.bincount(chosen.flatten(), minlength=experts) / (n * k)  # (E,)
    mean = torch.softmax(logits, dim=-1).mean(dim=0)  # (E,): over all experts, not only the chosen
    return y, experts * (share * mean).sum()
