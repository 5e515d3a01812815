"""The three switches, one by one: what changes, what is recorded, and what is shared."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


def network() -> nn.Sequential:
    """Make a network with dropout and batch norm."""
    return nn.Sequential(nn.Linear(8, 64), nn.BatchNorm1d(64), nn.Dropout(0.5), nn.Linear(64, 1)).double()


@claim
def eval_changes_layers_and_not_gradients(evidence: Evidence) -> None:
    """eval() makes the output repeatable, and backward still works in it."""
    net, x = network(), evidence.normal(32, 8)
    for mode in ("train", "eval"):
        net.train(mode == "train")
        first, second = net(x), net(x)
        apart = float((first - second).detach().abs().max())
        net.zero_grad()
        first.sum().backward()
        reached = float(net[0].weight.grad.abs().max())
        evidence.row(
            mode=mode, difference_of_two_passes=apart, recorded=first.requires_grad, gradient_of_layer_1=reached
        )
        evidence.require((apart > 0.01) == (mode == "train"), f"{mode}: two passes differ by {apart:.1e}.")
        evidence.require(mode == "train" or (first.requires_grad and reached > 0), f"{mode}: no gradient arrives.")


@claim
def no_grad_changes_recording_and_no_layer(evidence: Evidence) -> None:
    """Under no_grad nothing is recorded, dropout still drops in train mode, and in eval mode values are the same."""
    net, x = network(), evidence.normal(32, 8)
    with torch.no_grad():
        apart = float((net(x) - net(x)).abs().max())
        recorded = net(x).requires_grad
    net.eval()
    outside = net(x)
    with torch.no_grad():
        inside = net(x)
    evidence.row(
        recorded_inside=recorded, train_passes_differ_by=apart, eval_inside_equals_outside=torch.equal(inside, outside)
    )
    evidence.require(not recorded, "It was recorded.")
    evidence.require(apart > 0.01, "Dropout was off under no_grad.")
    evidence.require(torch.equal(inside, outside), "The values changed.")


@claim
def no_grad_keeps_no_activations(evidence: Evidence) -> None:
    """Outside of no_grad a pass keeps tensors for backward, inside it keeps none."""
    net, x = network().eval(), evidence.normal(32, 8)
    kept = []

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        kept.append(tensor.numel() * tensor.element_size())
        return tensor

    seen = {}
    for inside in (False, True):
        kept.clear()
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t), torch.set_grad_enabled(not inside):
            net(x)
        seen[inside] = sum(kept)
        evidence.row(under_no_grad=inside, tensors_kept=len(kept), bytes_kept=seen[inside])
    evidence.require(seen[False] > 10_000 and seen[True] == 0, f"{seen[False]} and {seen[True]} bytes were kept.")


@claim
def detach_cuts_one_edge_and_copies_nothing(evidence: Evidence) -> None:
    """In a·b + a.detach()·c the second term gives a no gradient, and a change in place of the detached shows in a."""
    a, b, c = (evidence.normal(5).requires_grad_() for _ in range(3))
    (a * b + a.detach() * c).sum().backward()
    evidence.row(
        gradient_of_a="b" if torch.equal(a.grad, b) else "other",
        gradient_of_c="a" if torch.equal(c.grad, a) else "other",
    )
    evidence.require(torch.equal(a.grad, b.detach()), "a got a gradient from the second term.")
    evidence.require(torch.equal(c.grad, a.detach()), "c got no gradient: the rest was not recorded.")
    a.detach()[0] = 100.0
    evidence.row(a_0_after_writing_into_the_detached=float(a.detach()[0]))
    evidence.require(float(a.detach()[0]) == 100.0, "detach copied.")


@claim
def inference_tensors_are_used_but_not_saved(evidence: Evidence) -> None:
    """A tensor made in inference_mode can be added to a weight later; multiplied with it, it must be cloned first."""
    weight = evidence.normal(5).requires_grad_()
    with torch.inference_mode():
        made = evidence.normal(5) * 2
    worked = {}
    for name, use in (
        ("added", lambda: weight + made),
        ("multiplied", lambda: weight * made),
        ("multiplied by a clone", lambda: weight * made.clone()),
    ):
        try:
            use().sum().backward()
            worked[name] = True
        except RuntimeError:
            worked[name] = False
        evidence.row(use=name, backward_works=worked[name])
    evidence.require(list(worked.values()) == [True, False, True], f"What worked: {worked}.")
