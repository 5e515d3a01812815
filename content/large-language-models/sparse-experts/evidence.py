"""Parameters that exist and that a token uses, the loss that balances, and the experts that a batch touches."""

import torch

from deepdrill.lab.evidence import Evidence, claim

LAYERS, WIDTH, INNER, EXPERTS, CHOSEN, VOCABULARY = 32, 4096, 14_336, 8, 2, 32_000
"""The shape of Mixtral 8x7B; its key/value heads are 8 of width 128."""


@claim
def total_and_active_parameters(evidence: Evidence) -> None:
    """Mixtral's shape has 46.7 billion parameters, of which 12.9 billion work on a token: not 8 times 7."""
    attention = WIDTH * WIDTH * 2 + WIDTH * 1024 * 2
    expert, router = 3 * WIDTH * INNER, WIDTH * EXPERTS
    outside = 2 * VOCABULARY * WIDTH
    totals = {}
    for name, experts in (("in memory", EXPERTS), ("used by a token", CHOSEN)):
        totals[name] = LAYERS * (attention + router + experts * expert) + outside
        share = LAYERS * experts * expert / totals[name]
        evidence.row(parameters=name, billions=round(totals[name] / 1e9, 1), share_in_experts=round(share, 2))
    evidence.require(round(totals["in memory"] / 1e9, 1) == 46.7, f"In all {totals['in memory']}.")
    evidence.require(round(totals["used by a token"] / 1e9, 1) == 12.9, f"Active {totals['used by a token']}.")


@claim
def only_the_chosen_experts_are_computed(evidence: Evidence) -> None:
    """Running the two chosen experts per token gives the same output as running all eight and dropping six."""
    tokens, width, inner = 40, 16, 32
    x, router = evidence.normal(tokens, width), evidence.normal(width, EXPERTS)
    up, down = evidence.normal(EXPERTS, width, inner), evidence.normal(EXPERTS, inner, width)
    weights, chosen = torch.softmax(x @ router, -1).topk(CHOSEN)
    every = torch.einsum("tei,eiw->tew", torch.relu(torch.einsum("tw,ewi->tei", x, up)), down)
    dense = (every.gather(1, chosen[..., None].expand(-1, -1, width)) * weights[..., None]).sum(1)
    sparse, runs = torch.zeros_like(x), 0
    for expert in range(EXPERTS):
        token, slot = (chosen == expert).nonzero(as_tuple=True)
        runs += len(token)
        sparse.index_add_(0, token, torch.relu(x[token] @ up[expert]) @ down[expert] * weights[token, slot, None])
    evidence.row(way="all experts", expert_runs=tokens * EXPERTS)
    evidence.row(way="the chosen ones", expert_runs=runs)
    evidence.require(torch.allclose(dense, sparse), "The outputs differ.")
    evidence.require(runs == tokens * CHOSEN, f"There were {runs} runs.")


@claim
def the_balance_loss_is_least_for_an_even_load(evidence: Evidence) -> None:
    """E·Σ fᵢPᵢ is 1 for an even load and E if one expert gets all; descending it spreads a lopsided router."""
    x = evidence.normal(512, 16)
    x[:, 0] = 1.0  # a constant entry: through it the router can prefer one expert for every token
    router = evidence.normal(16, EXPERTS, scale=0.3)
    router[0, 0] = 4.0
    router.requires_grad_()
    losses, largest = [], []
    for _ in range(200):
        p = torch.softmax(x @ router, -1)
        f = torch.nn.functional.one_hot(p.argmax(-1), EXPERTS).double().mean(0)
        loss = EXPERTS * (f * p.mean(0)).sum()
        losses.append(loss.item())
        largest.append(f.max().item())
        router.data -= 1.0 * torch.autograd.grad(loss, router)[0]
    evidence.row(step="first", balance_loss=round(losses[0], 2), largest_share=round(largest[0], 2))
    evidence.row(step="last", balance_loss=round(losses[-1], 2), largest_share=round(largest[-1], 2))
    evidence.require(losses[0] > 5 and largest[0] > 0.8, "The router was not lopsided.")
    evidence.require(losses[-1] < 1.3 and largest[-1] < 0.3, f"It ends at {losses[-1]:.2f} with {largest[-1]:.0%}.")
    evidence.plot(x="step", y="share of the fullest expert")
    evidence.curve("descending the balance loss", range(len(largest)), largest)
    evidence.curve("even", range(len(largest)), [1 / EXPERTS] * len(largest))


@claim
def a_large_batch_touches_all_experts(evidence: Evidence) -> None:
    """With even routing to 2 of 8, one token touches a quarter of the experts, and 16 tokens 99 percent."""
    batches, seen = (1, 2, 4, 8, 16, 32), []
    for batch in batches:
        chosen = evidence.uniform(2_000, batch, EXPERTS).topk(CHOSEN).indices.flatten(1)
        touched = torch.zeros(2_000, EXPERTS).scatter_(1, chosen, 1.0).mean()
        seen.append(float(touched))
        formula = 1 - (1 - CHOSEN / EXPERTS) ** batch
        evidence.row(batch=batch, experts_touched=round(seen[-1], 3), formula=round(formula, 3))
        evidence.require(abs(seen[-1] - formula) < 0.02, f"At {batch} it is {seen[-1]:.3f}, not {formula:.3f}.")
    evidence.plot(x="tokens in the step", y="share of experts read", log_x=True)
    evidence.curve("2 of 8", batches, seen)
