"""The slope of a quarter, what depth makes of it, signs of gradients, and tanh as a stretched sigmoid."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_slope_is_at_most_a_quarter(evidence: Evidence) -> None:
    """The derivative of the sigmoid is σ(1 − σ): a quarter at zero and nearly nothing in the tails."""
    z = torch.linspace(-10, 10, 2_001, dtype=torch.float64, requires_grad=True)
    s = torch.sigmoid(z)
    s.sum().backward()
    evidence.require((z.grad - s.detach() * (1 - s.detach())).abs().max() < 1e-12, "It is not σ(1 − σ).")
    evidence.require(float(z.grad.max()) == 0.25, f"The largest slope is {float(z.grad.max())}.")
    for at in (0.0, 2.0, 5.0, 10.0):
        sigmoid = torch.sigmoid(torch.tensor(at, dtype=torch.float64))
        tanh = torch.tanh(torch.tensor(at, dtype=torch.float64))
        evidence.row(z=at, slope_of_sigmoid=float(sigmoid * (1 - sigmoid)), slope_of_tanh=float(1 - tanh**2))
    evidence.plot(x="z", y="slope")
    inside = z.detach()[::20]
    evidence.curve("sigmoid", inside, z.grad[::20])
    evidence.curve("tanh", inside, 1 - torch.tanh(inside) ** 2)


def norms(evidence: Evidence, activation: type[nn.Module], depth: int = 10) -> list[float]:
    """Give the gradient norm of each layer's weights for Xavier weights and a random error at the top."""
    layers = [nn.Linear(64, 64).double() for _ in range(depth)]
    h = evidence.normal(128, 64)
    for layer in layers:
        nn.init.xavier_normal_(layer.weight)
        h = activation()(layer(h))
    (h * evidence.normal(*h.shape)).sum().backward()
    return [float(layer.weight.grad.norm()) for layer in layers]


@claim
def depth_makes_it_vanish(evidence: Evidence) -> None:
    """Through ten layers the gradient shrinks by more than 100,000 with sigmoids, and less than tenfold with tanh."""
    seen = {name: norms(evidence, kind) for name, kind in (("sigmoid", nn.Sigmoid), ("tanh", nn.Tanh))}
    for layer in range(10):
        evidence.row(layer=layer + 1, sigmoid=seen["sigmoid"][layer], tanh=seen["tanh"][layer])
    fall = {name: values[-1] / values[0] for name, values in seen.items()}
    evidence.require(fall["sigmoid"] > 1e5, f"With sigmoids it only fell by {fall['sigmoid']:.0f}.")
    evidence.require(fall["tanh"] < 10, f"With tanh it fell by {fall['tanh']:.0f}.")
    evidence.plot(x="layer, counted from the input", y="norm of the weight gradient", log_y=True)
    for name, values in seen.items():
        evidence.curve(name, range(1, 11), values)


@claim
def tanh_saturates_too(evidence: Evidence) -> None:
    """tanh(x) is 2σ(2x) − 1, and with pre-activations of size 4 almost half of its units are saturated too."""
    x = evidence.normal(10_000, scale=3.0)
    apart = float((torch.tanh(x) - (2 * torch.sigmoid(2 * x) - 1)).abs().max())
    evidence.require(apart < 1e-12, f"They differ by {apart:.1e}.")
    for scale in (1.0, 4.0):
        pre = evidence.normal(1_000, 64) @ (evidence.normal(64, 64) * scale / 8)
        flat = float((1 - torch.tanh(pre) ** 2 < 0.01).double().mean())
        evidence.row(size_of_pre_activations=scale, share_with_slope_below_0_01=round(flat, 3))
    evidence.require(flat > 0.3, f"Only {flat:.0%} of the units are saturated.")


@claim
def gradients_of_one_unit_share_their_sign(evidence: Evidence) -> None:
    """After a sigmoid layer all weights into a unit have gradients of one sign per example; after tanh they do not."""
    for name, activation in (("sigmoid", torch.sigmoid), ("tanh", torch.tanh)):
        below = activation(evidence.normal(200, 32))
        delta = evidence.normal(200, 1)  # the error at one unit above
        signs = (delta * below).sign()  # gradient of each incoming weight, one row per example
        same = float((signs == signs[:, :1]).all(1).double().mean())
        evidence.row(activation_below=name, examples_where_all_signs_agree=same)
        evidence.require(same == (1.0 if name == "sigmoid" else 0.0), f"{name}: in {same:.0%} all signs agree.")
