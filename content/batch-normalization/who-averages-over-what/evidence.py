"""Axes by measurement, who influences whom, and where RMSNorm and LayerNorm agree."""

import torch
from torch import nn
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim

B, T, D = 6, 5, 16


def layers() -> dict[str, nn.Module]:
    """Make the three norms for features in the last axis."""

    class OverBatch(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = nn.BatchNorm1d(D, eps=1e-12)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            """Put features second, as BatchNorm1d wants them."""
            return self.norm(x.transpose(1, 2)).transpose(1, 2)

    made = {"BatchNorm": OverBatch(), "LayerNorm": nn.LayerNorm(D, eps=1e-12), "RMSNorm": nn.RMSNorm(D, eps=1e-12)}
    return {name: layer.double() for name, layer in made.items()}


@claim
def what_is_standardised(evidence: Evidence) -> None:
    """After BatchNorm every feature has mean 0 and variance 1, after LayerNorm every token; RMSNorm sets a size."""
    x = 2 + 3 * evidence.normal(B, T, D) + evidence.normal(D)
    off = {}
    for name, layer in layers().items():
        y = layer(x).detach()
        feature, token = y.flatten(0, 1), y.flatten(0, 1).T
        off[name] = {
            "feature": float(feature.mean(0).abs().max() + (feature.var(0, unbiased=False) - 1).abs().max()),
            "token": float(token.mean(0).abs().max() + (token.var(0, unbiased=False) - 1).abs().max()),
            "square": float((token.square().mean(0) - 1).abs().max()),
        }
        evidence.row(
            norm=name,
            features_off_by=off[name]["feature"],
            tokens_off_by=off[name]["token"],
            mean_square_of_tokens_off_by=off[name]["square"],
        )
    evidence.require(off["BatchNorm"]["feature"] < 1e-9 and off["BatchNorm"]["token"] > 0.1, "BatchNorm.")
    evidence.require(off["LayerNorm"]["token"] < 1e-9 and off["LayerNorm"]["feature"] > 0.1, "LayerNorm.")
    evidence.require(off["RMSNorm"]["square"] < 1e-9 and off["RMSNorm"]["token"] > 0.1, "RMSNorm.")


@claim
def who_influences_whom(evidence: Evidence) -> None:
    """Changing one token changes the output of other tokens and examples in BatchNorm, of none in the other two."""
    x = evidence.normal(B, T, D)
    changed = x.clone()
    changed[0, 3] += 5 * evidence.normal(D)
    for name, layer in layers().items():
        moved = (layer(x) - layer(changed)).detach().abs().amax(-1) > 1e-12
        others = int(moved.sum()) - int(moved[0, 3])
        evidence.row(norm=name, tokens_that_changed=int(moved.sum()), of=B * T)
        evidence.require(others == (B * T - 1 if name == "BatchNorm" else 0), f"{name}: {others} others changed.")


@claim
def only_batch_norm_has_two_modes(evidence: Evidence) -> None:
    """Train and eval mode give the same output for LayerNorm and RMSNorm and another one for BatchNorm."""
    x = 1 + evidence.normal(B, T, D)
    for name, layer in layers().items():
        apart = float((layer.train()(x) - layer.eval()(x)).detach().abs().max())
        buffers = len(list(layer.buffers()))
        evidence.row(norm=name, difference_between_modes=apart, stored_statistics=buffers)
        evidence.require((apart > 0.1) == (buffers > 0) == (name == "BatchNorm"), f"{name}: {apart:.1e}, {buffers}.")


@claim
def rms_norm_agrees_for_mean_zero(evidence: Evidence) -> None:
    """RMSNorm equals LayerNorm for tokens of mean zero; a constant added changes RMSNorm only, a factor neither."""
    x = evidence.normal(50, D)
    centred = x - x.mean(1, keepdim=True)

    def both(v: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return F.layer_norm(v, (D,), eps=1e-12), F.rms_norm(v, (D,), eps=1e-12)

    base = both(centred)
    apart = float((base[0] - base[1]).abs().max())
    shifted, scaled = both(centred + 3), both(7 * centred)
    by_shift = [float((a - b).abs().max()) for a, b in zip(shifted, base, strict=True)]
    by_scale = [float((a - b).abs().max()) for a, b in zip(scaled, base, strict=True)]
    evidence.row(change="none: LayerNorm against RMSNorm", LayerNorm=apart, RMSNorm=apart)
    evidence.row(change="plus 3", LayerNorm=by_shift[0], RMSNorm=by_shift[1])
    evidence.row(change="times 7", LayerNorm=by_scale[0], RMSNorm=by_scale[1])
    evidence.require(apart < 1e-9, f"They differ by {apart:.1e}.")
    evidence.require(by_shift[0] < 1e-9 and by_shift[1] > 0.1, f"A shift changes them by {by_shift}.")
    evidence.require(max(by_scale) < 1e-9, f"A factor changes them by {by_scale}.")
