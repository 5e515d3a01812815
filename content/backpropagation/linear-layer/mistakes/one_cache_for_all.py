# /// mistake
# fails = "each_cache_belongs_to_its_call"
# says = "You keep the input in one shared place, so the next forward call overwrites it: return it in the cache."
# ///
import numpy as np

STORE = {}


def forward(x, w, b):
    STORE["x"], STORE["w"] = x, w
    return x @ w.T + b, STORE


def backward(dy, cache):
    x, w = STORE["x"], STORE["w"]
    rows, seen = dy.reshape(-1, dy.shape[-1]), x.reshape(-1, x.shape[-1])
    return dy @ w, rows.T @ seen, rows.sum(axis=0)
