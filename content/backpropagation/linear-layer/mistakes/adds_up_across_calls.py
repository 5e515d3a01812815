# /// mistake
# fails = "each_cache_belongs_to_its_call"
# says = "Your cache collects the gradients of every backward call, so the second call returns the sum of both: start from zero in each call."
# ///
import numpy as np


def forward(x, w, b):
    return x @ w.T + b, {"x": x, "w": w, "dw": np.zeros_like(w), "db": np.zeros_like(b)}


def backward(dy, cache):
    x, w = cache["x"], cache["w"]
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    cache["dw"] += rows.T @ seen
    cache["db"] += rows.sum(axis=0)
    return dy @ w, cache["dw"], cache["db"]
