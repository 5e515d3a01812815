"""Slips that run silently with the right shape, which check sees them, and a loss that falls all the same."""

from collections.abc import Callable

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim

Attention = Callable[[torch.Tensor], torch.Tensor]


def attend(x: torch.Tensor, *, slip: str = "") -> torch.Tensor:
    """Causal attention of x (B, T, C) to itself with four heads and no weights, with one slip or none."""
    batch, tokens, width = x.shape
    heads, head_width = 4, width // 4
    if slip == "view for transpose":
        split = x.view(batch, heads, tokens, head_width)
    else:
        split = x.view(batch, tokens, heads, head_width).transpose(1, 2)  # (B, h, T, d)
    scores = split @ split.transpose(-2, -1)  # (B, h, T, T)
    if slip != "no root of d":
        scores = scores / head_width**0.5
    future = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    if slip != "no mask":
        scores = scores.masked_fill(future, float("-inf"))
    weights = scores.softmax(dim=-2 if slip == "softmax over the queries" else -1)
    return (weights @ split).transpose(1, 2).reshape(batch, tokens, width)


def token_by_token(x: torch.Tensor) -> torch.Tensor:
    """The same attention written as a slow loop over sequences, heads and tokens."""
    out = torch.zeros_like(x)
    head_width = x.shape[-1] // 4
    for b in range(x.shape[0]):
        for head in range(4):
            here = slice(head * head_width, (head + 1) * head_width)
            for t in range(x.shape[1]):
                seen = x[b, : t + 1, here]  # (t + 1, d)
                weights = (seen @ x[b, t, here] / head_width**0.5).softmax(0)
                out[b, t, here] = weights @ seen
    return out


SLIPS = ("no mask", "softmax over the queries", "view for transpose", "no root of d")


@claim
def a_right_shape_shows_little(evidence: Evidence) -> None:
    """Four slips of attention keep the shape and raise nothing; a changed last token shows three, a slow loop all."""
    x = evidence.normal(2, 6, 16)
    changed = x.clone()
    changed[:, -1] += 1.0
    for slip in ("", *SLIPS):
        out = attend(x, slip=slip)
        same_shape = out.shape == x.shape
        past_stays = torch.allclose(out[:, :-1], attend(changed, slip=slip)[:, :-1])
        as_the_loop = torch.allclose(out, token_by_token(x))
        evidence.row(slip=slip or "none", shape_is_right=same_shape, past_stays=past_stays, equals_the_loop=as_the_loop)
        evidence.require(same_shape, f"{slip}: another shape.")
        evidence.require(as_the_loop == (not slip), f"{slip}: the loop does not tell.")
        evidence.require(
            past_stays == (slip in ("", "no root of d")), f"{slip}: the changed token says something else."
        )


@claim
def the_loss_falls_with_a_slip(evidence: Evidence) -> None:
    """With targets of shape (N,) against outputs of (N, 1) the loss falls too, and the slope is not learned at all."""
    x = evidence.normal(200, 1)
    y = 3.0 * x[:, 0] + 5.0
    evidence.plot(x="step", y="squared error as computed")
    for name, target in (("(N, 1)", y[:, None]), ("(N,)", y)):
        slope, shift = torch.zeros(1, 1, dtype=x.dtype), torch.zeros(1, dtype=x.dtype)
        slope.requires_grad_(), shift.requires_grad_()
        losses = []
        for _ in range(100):
            loss = (x @ slope + shift - target).square().mean()
            losses.append(loss.item())
            steps = torch.autograd.grad(loss, (slope, shift))
            with torch.no_grad():
                slope -= 0.1 * steps[0]
                shift -= 0.1 * steps[1]
        evidence.curve(f"targets {name}", range(100), losses)
        evidence.row(targets=name, first_loss=losses[0], last_loss=losses[-1], slope=slope.item(), true_slope=3.0)
        evidence.require(losses[-1] < 0.6 * losses[0], "The loss does not fall.")
        learned = abs(slope.item() - 3.0) < 0.1
        evidence.require(learned == (target.ndim == 2), f"Targets {name}: the slope is {slope.item():.2f}.")


class Stack(nn.Module):
    """Three layers, kept in a plain list or in a ModuleList."""

    def __init__(self, *, plain: bool) -> None:
        """Make the layers."""
        super().__init__()
        layers = [nn.Linear(8, 8) for _ in range(3)]
        self.layers = layers if plain else nn.ModuleList(layers)


@claim
def a_list_hides_its_layers(evidence: Evidence) -> None:
    """Layers in a plain Python list are no parameters of the module, so an optimizer never sees them."""
    for plain in (True, False):
        count = sum(p.numel() for p in Stack(plain=plain).parameters())
        evidence.row(kept_in="list" if plain else "ModuleList", parameters_found=count)
        evidence.require(count == (0 if plain else 3 * (8 * 8 + 8)), f"{count} parameters were found.")
