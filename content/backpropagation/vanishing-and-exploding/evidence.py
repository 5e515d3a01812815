"""Gradient norms over depth and time for several sizes of the factors, and what clipping leaves as it is."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim

WIDTH, DEPTH = 64, 40


def norms(evidence: Evidence, gain: float) -> list[float]:
    """Give the norm of the error at each layer's output, for tanh layers whose weights have variance gain²/width."""
    h, outputs = evidence.normal(32, WIDTH).requires_grad_(), []
    for _ in range(DEPTH):
        h = torch.tanh(h @ evidence.normal(WIDTH, WIDTH, scale=gain / WIDTH**0.5))
        outputs.append(h)
    return [float(g.norm()) for g in torch.autograd.grad((h * evidence.normal(*h.shape)).sum(), outputs)]


@claim
def depth_shrinks_or_grows_geometrically(evidence: Evidence) -> None:
    """Back through 40 tanh layers the error vanishes for weights of gain 0.5, explodes for 3, and stays for 1."""
    bounds = {0.5: (0.0, 1e-8), 1.0: (0.02, 50.0), 3.0: (1e3, 1e30)}
    for gain, (low, high) in bounds.items():
        seen = norms(evidence, gain)
        ratio = seen[0] / seen[-1]
        evidence.row(gain=gain, error_at_the_first_layer=seen[0], at_the_last=seen[-1], ratio=ratio)
        evidence.curve(f"gain {gain:g}", range(1, DEPTH + 1), seen)
        evidence.require(low < ratio < high, f"At gain {gain} the ratio is {ratio:.1e}.")
    evidence.plot(x="layer, counted from the input", y="norm of the error", log_y=True)


@claim
def residuals_keep_the_factor_near_one(evidence: Evidence) -> None:
    """Back through 40 layers of gain 0.5 the error falls by more than 10⁹, with residuals by less than tenfold."""
    for residual in (False, True):
        weights = [evidence.normal(WIDTH, WIDTH, scale=0.5 / WIDTH**0.5) for _ in range(DEPTH)]
        start = evidence.normal(32, WIDTH).requires_grad_()
        h = start
        for w in weights:
            step = torch.tanh(h @ w)
            h = h + step / DEPTH**0.5 if residual else step
        error = evidence.normal(*h.shape)
        (reached,) = torch.autograd.grad((h * error).sum(), start)
        kept = float(reached.norm() / error.norm())
        evidence.row(layers="residual" if residual else "plain", share_of_the_error_that_arrives=kept)
        evidence.require(kept > 0.1 if residual else kept < 1e-9, f"{kept:.1e} of the error arrives.")


@claim
def a_recurrent_network_is_a_power(evidence: Evidence) -> None:
    """Back through 50 steps of h ← W h the error scales like the size of W's eigenvalues to the power of 50."""
    turn = torch.linalg.qr(evidence.normal(WIDTH, WIDTH)).Q  # orthogonal: every direction keeps its length
    for size in (0.9, 1.0, 1.1):
        h = evidence.normal(1, WIDTH)
        start = h.clone().requires_grad_()
        h = start
        for _ in range(50):
            h = h @ (size * turn)
        (reached,) = torch.autograd.grad(h[0, 0], start)
        evidence.row(size=size, gradient_after_50_steps=float(reached.norm()), power=size**50)
        evidence.require(abs(float(reached.norm()) / size**50 - 1) < 1e-9, "It is not the power.")


@claim
def clipping_does_not_repair_vanishing(evidence: Evidence) -> None:
    """Clipping leaves the ratio between the layers as it was, and leaves a gradient below its bound alone."""
    layers = [nn.Linear(WIDTH, WIDTH).double() for _ in range(12)]
    h = evidence.normal(32, WIDTH)
    for layer in layers:
        h = torch.sigmoid(layer(h))
    (h * evidence.normal(*h.shape)).sum().backward()
    before = [float(layer.weight.grad.norm()) for layer in layers]
    nn.utils.clip_grad_norm_([p for layer in layers for p in layer.parameters()], 1.0)
    after = [float(layer.weight.grad.norm()) for layer in layers]
    ratios = before[0] / before[-1], after[0] / after[-1]
    evidence.row(first_layer_before=before[0], after=after[0], ratio_before=ratios[0], ratio_after=ratios[1])
    evidence.require(ratios[0] < 1e-6, f"The gradient did not vanish: {ratios[0]:.1e}.")
    evidence.require(abs(ratios[1] / ratios[0] - 1) < 1e-6, "Clipping changed the ratio.")
    evidence.require(after[0] <= before[0], "Clipping made the first layer's gradient larger.")
