"""A recurrence h_t = a h_{t-1} + x_t in chunks: the same values, a shorter gradient, and what cannot be learned."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def values_agree_and_gradients_do_not(evidence: Evidence) -> None:
    """The last state is the same for any chunk; its gradient holds only the terms within the last chunk."""
    x = evidence.normal(64) + 1.0
    rate = 0.95
    ends = []
    for chunk in (64, 32, 16, 4):
        a = torch.tensor(rate, dtype=torch.float64, requires_grad=True)
        h = torch.zeros((), dtype=torch.float64)
        for t in range(64):
            if t % chunk == 0:
                h = h.detach()
            h = a * h + x[t]
        (grad,) = torch.autograd.grad(h, a)
        ends.append((float(h.detach()), float(grad)))
        evidence.row(chunk=chunk, last_state=round(ends[-1][0], 6), gradient=round(ends[-1][1], 2))
    evidence.require(max(e[0] for e in ends) - min(e[0] for e in ends) < 1e-9, f"The states are {ends}.")
    sizes = [abs(e[1]) for e in ends]
    evidence.require(sizes[0] > 1.1 * sizes[2] > 1.1 * sizes[3], f"The gradients are {sizes}.")


@claim
def beyond_the_chunk_there_is_no_credit(evidence: Evidence) -> None:
    """The last state's gradient with respect to an input is exactly zero for every input before the chunk."""
    x = evidence.normal(40).requires_grad_()
    h = torch.zeros((), dtype=torch.float64)
    for t in range(40):
        if t == 30:
            h = h.detach()
        h = 0.9 * h + x[t]
    (grad,) = torch.autograd.grad(h, x)
    full = 0.9 ** torch.arange(39, -1, -1, dtype=torch.float64)
    evidence.row(
        true_gradient_at_29=round(float(full[29]), 3),
        truncated_at_29=float(grad[29]),
        truncated_at_30=round(float(grad[30]), 3),
    )
    evidence.require(bool((grad[:30] == 0).all()), "A gradient went back beyond the chunk.")
    evidence.require(float((grad[30:] - full[30:]).abs().max()) < 1e-12, "Within the chunk the gradient is wrong.")
    evidence.plot(x="step", y="gradient of the last state")
    evidence.curve("full", range(40), full.tolist())
    evidence.curve("truncated at 30", range(40), grad.tolist())


@claim
def a_long_memory_is_not_learned_from_short_chunks(evidence: Evidence) -> None:
    """A cue 20 steps before the answer is learned with chunks of 25; chunks of 10 do not move the weight."""
    losses = {}
    for chunk in (25, 10):
        w = torch.tensor(0.1, dtype=torch.float64, requires_grad=True)
        for _ in range(60):
            cue = evidence.normal(32)
            h = torch.zeros(32, dtype=torch.float64)
            for t in range(25):
                if t % chunk == 0:
                    h = h.detach()
                h = h + (w * cue if t == 4 else 0)
            if not h.requires_grad:
                break
            (grad,) = torch.autograd.grad(((h - cue) ** 2).mean(), w)
            with torch.no_grad():
                w -= 0.1 * grad
        losses[chunk] = float((w.detach() - 1) ** 2)
        evidence.row(chunk=chunk, weight=round(float(w.detach()), 3), loss=round(losses[chunk], 4))
    evidence.require(losses[25] < 1e-3, f"Chunks of 25 end with {losses[25]}.")
    evidence.require(abs(losses[10] - 0.81) < 1e-9, f"Chunks of 10 moved the weight: {losses[10]}.")
