# /// hostile
# tries = "Rebinds Workspace's verbs to hand the inputs straight back."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

from deepdrill.judge.workspace import Workspace

Workspace._call = lambda self, target, method, args, kwargs: args[0]
Workspace._gradients = lambda self, **how: {"output": how["args"][0], "inputs": how["args"], "parameters": {}}
Workspace.perform = lambda self, verb, body: body["args"][0] if "args" in body else None


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
