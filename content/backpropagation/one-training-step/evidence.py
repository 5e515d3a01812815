"""A training step by hand, what uncleared gradients add up to, and a step that is too long."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def loss_of(w: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give the mean squared error of a linear model."""
    return ((x * w).sum(1) - y).square().mean()


@claim
def backward_changes_no_weight(evidence: Evidence) -> None:
    """The backward pass fills .grad and leaves the weights as they are; the step changes them and lowers the loss."""
    x, y = evidence.normal(64, 5), evidence.normal(64)
    w = evidence.normal(5).requires_grad_()
    before = w.detach().clone()
    loss = loss_of(w, x, y)
    loss.backward()
    after_backward = float((w.detach() - before).abs().max())
    with torch.no_grad():
        w -= 0.01 * w.grad
    lower = float(loss_of(w.detach(), x, y))
    evidence.row(stage="after backward", largest_change_of_a_weight=after_backward, loss=round(float(loss.detach()), 4))
    evidence.row(
        stage="after the step",
        largest_change_of_a_weight=float((w.detach() - before).abs().max()),
        loss=round(lower, 4),
    )
    evidence.require(after_backward == 0.0, "The backward pass changed a weight.")
    evidence.require(lower < float(loss.detach()), "The step raised the loss of its batch.")


@claim
def uncleared_gradients_are_sums(evidence: Evidence) -> None:
    """Without clearing, .grad after k batches is the sum of k gradients."""
    w = evidence.normal(5).requires_grad_()
    total = torch.zeros(5, dtype=torch.float64)
    for k in range(1, 6):
        x, y = evidence.normal(64, 5), evidence.normal(64)
        total += torch.autograd.grad(loss_of(w, x, y), w)[0]
        loss_of(w, x, y).backward()
        gap = float((w.grad - total).abs().max())
        evidence.row(batches=k, norm_of_grad=round(float(w.grad.norm()), 3), distance_from_the_sum=gap)
        evidence.require(gap < 1e-9, "It is not the sum.")


@claim
def a_step_before_the_backward_pass(evidence: Evidence) -> None:
    """The step before backward: cleared just before it no weight ever moves, cleared after it PyTorch refuses."""
    x, y = evidence.normal(64, 5), evidence.normal(64, 1)
    starts = evidence.normal(5, 8), evidence.normal(8, 1)
    moved, refused = {}, {}
    for order in ("clear backward step", "clear step backward", "step clear backward"):
        first, second = (start.clone().requires_grad_() for start in starts)
        sgd = torch.optim.SGD([first, second], lr=0.01)
        refused[order] = False
        for _ in range(5):
            loss = (torch.tanh(x @ first) @ second - y).square().mean()
            try:
                for stage in order.split():
                    {"clear": sgd.zero_grad, "step": sgd.step, "backward": loss.backward}[stage]()
            except RuntimeError:  # a weight that backward needs has changed since the forward pass
                refused[order] = True
                break
        moved[order] = float((first.detach() - starts[0]).abs().max())
        evidence.row(after_the_loss=order, largest_change_of_a_weight=moved[order], refused=refused[order])
    evidence.require(moved["clear backward step"] > 0 and not refused["clear backward step"], "The right order fails.")
    evidence.require(moved["clear step backward"] == 0 and not refused["clear step backward"], "Something moved.")
    evidence.require(refused["step clear backward"], "PyTorch took the step before the backward pass.")


@claim
def a_long_step_raises_the_loss(evidence: Evidence) -> None:
    """Along the gradient a short step lowers the loss of the batch, a long one raises it."""
    x, y = evidence.normal(64, 5), evidence.normal(64)
    w = evidence.normal(5).requires_grad_()
    loss = loss_of(w, x, y)
    slope = torch.autograd.grad(loss, w)[0]
    rates = (0.01, 0.1, 0.3, 1.0, 3.0)
    losses = [float(loss_of(w.detach() - rate * slope, x, y)) for rate in rates]
    for rate, value in zip(rates, losses, strict=True):
        evidence.row(learning_rate=rate, loss_before=round(float(loss.detach()), 3), loss_after=round(value, 3))
    evidence.require(losses[0] < float(loss.detach()), "The short step raised the loss.")
    evidence.require(losses[-1] > float(loss.detach()), "The long step lowered the loss.")
    evidence.plot(x="learning rate", y="loss after one step", log_x=True, log_y=True)
    evidence.curve("loss", rates, losses)
