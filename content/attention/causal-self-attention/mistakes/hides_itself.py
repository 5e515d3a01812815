# /// mistake
# fails = "the_first_token_sees_only_itself"
# says = "Your mask hides the diagonal as well, so a token does not see itself and the first row is empty (NaN): hide only j > i, with triu(diagonal=1)."
# ///
import math

import torch


def causal_self_attention(x, w_qkv, w_out):
    q, k, v = (x @ w_qkv).chunk(3, dim=-1)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    n = x.shape[1]
    visible = torch.tril(torch.ones(n, n, dtype=torch.bool), diagonal=-1)
    scores = scores.masked_fill(~visible, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return (weights @ v) @ w_out
