import torch


def causal_self_attention(x, w_qkv, w_out):
    # x: (b, n, d), w_qkv: (d, 3 * e), w_out: (e, d)
    # TODO: return (b, n, d)
    ...
