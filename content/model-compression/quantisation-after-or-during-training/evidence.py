"""What an outlier does to eight bits, how the gradient gets past rounding, and three bits after and during training."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def quantised(x: torch.Tensor, bits: int, *, axis: int | None = None) -> torch.Tensor:
    """Round to symmetric integers and back, with one scale for all or one for each slice along an axis."""
    levels = 2 ** (bits - 1) - 1
    largest = x.abs().max() if axis is None else x.abs().amax(axis, keepdim=True)
    scale = largest / levels
    return (x / scale).round().clamp(-levels, levels) * scale


@claim
def one_outlier_spoils_a_shared_scale(evidence: Evidence) -> None:
    """One channel 100 times larger makes 8-bit errors of the others 20 times larger; a scale per channel does not."""
    x = evidence.normal(512, 64)
    x[:, 7] *= 100
    rest = torch.arange(64) != 7
    errors = {}
    for name, seen in (("one scale", quantised(x, 8)), ("a scale per channel", quantised(x, 8, axis=0))):
        errors[name] = float((seen - x)[:, rest].std())
        zeros = float((seen[:, rest] == 0).double().mean())
        evidence.row(scales=name, error_of_the_others=round(errors[name], 4), of_them_rounded_to_zero=round(zeros, 3))
    clean = float((quantised(x[:, rest], 8) - x[:, rest]).std())
    evidence.row(scales="one scale, no outlier", error_of_the_others=round(clean, 4), of_them_rounded_to_zero=0.0)
    evidence.require(errors["one scale"] > 20 * clean, f"The errors are {errors}, {clean:.4f} without the outlier.")
    evidence.require(errors["a scale per channel"] < 1.2 * clean, "A scale per channel is no better.")


@claim
def moving_the_scale_into_the_weights_changes_no_product(evidence: Evidence) -> None:
    """X/s times s·W is the same product as X·W, and its 8-bit version is several times more exact."""
    x, w = evidence.normal(256, 64), evidence.normal(64, 32)
    x[:, 7] *= 60
    smooth = (x.abs().amax(0) / w.abs().amax(1)).sqrt()
    exact = x @ w
    same = float(((x / smooth) @ (w * smooth[:, None]) - exact).abs().max())
    errors = {}
    for name, a, b in (("as it is", x, w), ("smoothed", x / smooth, w * smooth[:, None])):
        product = quantised(a, 8, axis=1) @ quantised(b, 8, axis=0)
        errors[name] = float((product - exact).norm() / exact.norm())
        evidence.row(way=name, relative_error=round(errors[name], 4))
    evidence.require(same < 1e-9, f"The products differ by {same:.1e}.")
    evidence.require(errors["smoothed"] < errors["as it is"] / 2, f"The errors are {errors}.")


@claim
def rounding_has_no_gradient_and_straight_through_has(evidence: Evidence) -> None:
    """The derivative of rounding is zero almost everywhere; with the straight-through estimator it counts as one."""
    x = evidence.normal(5)
    plain, through = x.clone().requires_grad_(), x.clone().requires_grad_()
    plain.round().sum().backward()
    (through + (through.round() - through).detach()).sum().backward()
    evidence.row(gradient="of rounding", values=str(plain.grad.tolist()))
    evidence.row(gradient="straight-through", values=str(through.grad.tolist()))
    evidence.require(bool((plain.grad == 0).all()), "Rounding has a gradient.")
    evidence.require(bool((through.grad == 1).all()), "The straight-through gradient is not one.")


def run(p: list[torch.Tensor], x: torch.Tensor, bits: int | None) -> torch.Tensor:
    """Apply a small network, its weight matrices rounded straight-through if bits are given."""
    first, second = (w if bits is None else w + (quantised(w, bits, axis=0) - w).detach() for w in (p[0], p[2]))
    return torch.tanh(x @ first + p[1]) @ second + p[3]


@claim
def training_with_rounding_recovers_what_rounding_loses(evidence: Evidence) -> None:
    """A network rounded to 3 bits after training is far off; trained on with rounding it recovers most of that."""
    x = evidence.uniform(256, 2) * 2 - 1
    y = torch.sin(3 * x[:, :1]) * x[:, 1:]
    p = [evidence.normal(2, 24), evidence.normal(1, 24), evidence.normal(24, 1, scale=0.2), evidence.normal(1, 1)]
    errors = {}
    for name, bits in (("float", None), ("3 bits, trained with rounding", 3)):
        if bits:
            errors["3 bits, rounded after training"] = float(((run(p, x, 3) - y) ** 2).mean().detach())
        moments = [(torch.zeros_like(one), torch.zeros_like(one)) for one in p]
        p = [one.detach().requires_grad_() for one in p]
        best = float("inf")
        for step in range(1, 301):
            loss = ((run(p, x, bits) - y) ** 2).mean()
            best = min(best, loss.item())
            for one, (mean, square), slope in zip(p, moments, torch.autograd.grad(loss, p), strict=True):
                mean.lerp_(slope, 0.1)
                square.lerp_(slope * slope, 0.01)
                one.data -= 0.01 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.99**step)).sqrt() + 1e-8)
        errors[name] = best
    for name, error in errors.items():
        evidence.row(network=name, squared_error=round(error, 5))
    rounded, trained = errors["3 bits, rounded after training"], errors["3 bits, trained with rounding"]
    evidence.require(rounded > 3 * errors["float"], f"Rounding loses little: {errors}.")
    evidence.require(trained < 0.5 * rounded, f"Training with rounding does not help: {errors}.")
