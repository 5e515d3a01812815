"""What a fresh process does once so that the first submission does not pay for it.

The first gradient and the first optimizer step import hundreds of modules (1.1 s), and the first writes to shared
pages cost a copy each. Nothing here knows of drills.
"""

import gc

import torch

from deepdrill.judge.replay import replay
from deepdrill.judge.trace import read_trace, record

__all__ = ["exercise", "import_everything"]


def import_everything() -> None:
    """Touch what torch imports late; called once, in the zygote, before any fork."""
    torch.set_num_threads(1)  # a second thread before the fork would hang matmul in every child
    weight = torch.nn.Linear(4, 4)
    for optimizer in (torch.optim.Adam(weight.parameters()), torch.optim.SGD(weight.parameters(), lr=0.1)):
        loss = torch.nn.functional.cross_entropy(weight(torch.ones(3, 4)), torch.tensor([0, 1, 2]))
        torch.autograd.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
    exercise()
    gc.collect()
    gc.freeze()  # the collector would otherwise write to, and so copy, every shared page


def exercise() -> None:
    """Do a little of what submissions do: forward, backward, layers, random numbers."""
    x = torch.randn(2, 3, 4, requires_grad=True)
    y = torch.softmax(x @ x.transpose(-1, -2) / 2.0, dim=-1) @ x
    torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))
    layer = torch.nn.Linear(4, 4)
    torch.autograd.backward(layer(x.detach()).sum())
    torch.nn.functional.layer_norm(x, (4,)).masked_fill(x > 0, float("-inf"))
    torch.einsum("bij,bkj->bik", x, x)
    traced = record(lambda: torch.softmax(x @ x.mT, -1), [x])
    replay(read_trace(traced["trace"]), [[x.detach()]], traced["constants"])
