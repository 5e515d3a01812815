import torch


def top_p(logits, p):
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, not {p}")
    probabilities = torch.softmax(logits, dim=-1)  # (..., V)
    if p == 1:
        # The rounded sum may reach 1 before the last tokens, which would then be lost.
        return probabilities
    # The stable sort leaves equals in the order of their indices.
    ranked, order = probabilities.sort(dim=-1, descending=True, stable=True)
    # A token belongs to the nucleus when the mass before it has not reached p yet. Asking for the mass before, not for
    # the mass up to and including it, keeps the token that crosses, and the first one whatever p is.
    before = ranked.cumsum(dim=-1) - ranked
    ranked = ranked.masked_fill(before >= p, 0.0)
    ranked = ranked / ranked.sum(dim=-1, keepdim=True)
    # order says where each rank came from; scatter sends it back there.
    return torch.zeros_like(ranked).scatter(-1, order, ranked)
