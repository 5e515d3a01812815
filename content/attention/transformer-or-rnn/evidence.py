"""Steps that must wait for each other, how far a gradient reaches, and what a layer costs."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

D = 32


def recurrent(x: torch.Tensor, inward: torch.Tensor, around: torch.Tensor) -> torch.Tensor:
    """Run a plain recurrent network; give its last state."""
    state = torch.zeros(x.shape[-1], dtype=x.dtype)
    for step in x:
        state = torch.tanh(step @ inward + state @ around)
    return state


def attended(x: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Run one layer of self-attention; give the output at the last place."""
    q, k, v = x[-1:] @ weights[0], x @ weights[1], x @ weights[2]
    return (torch.softmax(q @ k.T / math.sqrt(x.shape[-1]), -1) @ v)[0]


def depth(output: torch.Tensor) -> int:
    """Give the longest chain of operations that lead to an output, each waiting for the one before."""
    deepest: dict[object, int] = {}
    stack = [output.grad_fn]
    while stack:
        node = stack[-1]
        before = [one for one, _ in node.next_functions if one is not None]
        missing = [one for one in before if one not in deepest]
        if missing:
            stack.extend(missing)
        else:
            deepest[node] = 1 + max((deepest[one] for one in before), default=0)
            stack.pop()
    return deepest[output.grad_fn]


@claim
def recurrence_waits_and_attention_does_not(evidence: Evidence) -> None:
    """The chain of operations that wait for each other grows with the length in an RNN, not in self-attention."""
    lengths, chains = (8, 32, 128), {"recurrent": [], "attention": []}
    for n in lengths:
        x = evidence.normal(n, D).requires_grad_()
        inward, around, weights = evidence.normal(D, D), evidence.normal(D, D), evidence.normal(3, D, D)
        chains["recurrent"].append(depth(recurrent(x, inward, around)))
        chains["attention"].append(depth(attended(x, weights)))
        evidence.row(tokens=n, recurrent=chains["recurrent"][-1], attention=chains["attention"][-1])
    evidence.require(len(set(chains["attention"])) == 1, f"The chain of attention grows: {chains['attention']}.")
    a, b, c = chains["recurrent"]
    evidence.require((b - a) * 96 == (c - b) * 24 > 0, f"The chain of the RNN is not linear: {chains['recurrent']}.")
    evidence.plot(x="tokens", y="operations in a row", log_x=True)
    for name, seen in chains.items():
        evidence.curve(name, lengths, seen)


@claim
def the_gradient_fades_through_recurrent_steps(evidence: Evidence) -> None:
    """Over 60 steps an RNN's gradient falls below a millionth of what it was; that of attention does not."""
    n = 60
    x = evidence.normal(n, D)
    # Frameworks start recurrent weights uniformly within ±1/√D.
    inward, around = (((evidence.uniform(D, D) * 2 - 1) / math.sqrt(D)) for _ in range(2))
    weights = evidence.normal(3, D, D, scale=D**-0.5)
    mix = evidence.normal(D)
    reach = {}
    runs = {"recurrent": lambda t: recurrent(t, inward, around), "attention": lambda t: attended(t, weights)}
    for name, run in runs.items():
        leaf = x.clone().requires_grad_()
        (run(leaf) @ mix).backward()
        size = leaf.grad.norm(dim=-1)
        reach[name] = (size[:-1] / size[-2]).flip(0).tolist()  # the last token is also attention's query: leave it out
        evidence.row(model=name, first_token_against_a_near_one=reach[name][-1])
    evidence.require(reach["recurrent"][-1] < 1e-6, f"The RNN keeps {reach['recurrent'][-1]:.1e}.")
    evidence.require(reach["attention"][-1] > 1e-3, f"Attention keeps {reach['attention'][-1]:.1e}.")
    evidence.plot(x="tokens back", y="size of the gradient, relative", log_y=True)
    for name, seen in reach.items():
        evidence.curve(name, range(1, len(seen) + 1), seen)


@claim
def attention_costs_more_beyond_the_width(evidence: Evidence) -> None:
    """Comparing and averaging takes 2n²d multiplications, a recurrent layer 2nd²: equal where n is the width."""
    width = 512
    for n in (128, 512, 2048, 8192):
        pairs, recurrence = 2 * n * n * width, 2 * n * width * width
        evidence.row(tokens=n, attention_pairs=pairs, recurrent=recurrence, ratio=pairs / recurrence)
        evidence.require((pairs > recurrence) == (n > width), f"At {n} tokens the order is another.")
    q, k, state = evidence.normal(20, 8), evidence.normal(20, 8), evidence.normal(8)
    # The counts, checked by counting: one product of numbers per entry of what is summed.
    counted = 2 * (q[:, None, :] * k[None, :, :]).numel()
    stepped = sum(2 * (state[:, None] * torch.ones(8, 8)).numel() for _ in range(20))
    evidence.require(counted == 2 * 20 * 20 * 8, f"{counted} products for the pairs.")
    evidence.require(stepped == 2 * 20 * 8 * 8, f"{stepped} products for the recurrence.")
