"""Softmax and sigmoids side by side: two classes, several tags, and a softmax that is applied twice."""

import math

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


@claim
def two_classes_are_a_sigmoid(evidence: Evidence) -> None:
    """The softmax over two logits is the sigmoid of their difference, and only the difference matters."""
    z = evidence.normal(10_000, 2, scale=4.0)
    apart = float((torch.softmax(z, 1)[:, 0] - torch.sigmoid(z[:, 0] - z[:, 1])).abs().max())
    shifted = float((torch.softmax(z + evidence.normal(10_000, 1), 1) - torch.softmax(z, 1)).abs().max())
    evidence.row(softmax_minus_sigmoid=apart, change_by_a_common_shift=shifted)
    evidence.require(apart < 1e-12, f"They differ by {apart:.1e}.")
    evidence.require(shifted < 1e-12, f"A common shift changes the probabilities by {shifted:.1e}.")


@claim
def a_softmax_cannot_mark_two_tags(evidence: Evidence) -> None:
    """Over any logits at most one softmax output exceeds one half; of sigmoids any number can."""
    z = evidence.normal(50_000, 10, scale=3.0)
    by_softmax = (torch.softmax(z, 1) > 0.5).sum(1)
    by_sigmoid = (torch.sigmoid(z) > 0.5).sum(1)
    sums = torch.sigmoid(z).sum(1)
    evidence.row(output="softmax", most_above_one_half=int(by_softmax.max()), smallest_sum=1.0, largest_sum=1.0)
    evidence.row(
        output="sigmoids",
        most_above_one_half=int(by_sigmoid.max()),
        smallest_sum=round(float(sums.min()), 2),
        largest_sum=round(float(sums.max()), 2),
    )
    evidence.require(by_softmax.max() <= 1, "A softmax had two outputs above one half.")
    evidence.require(by_sigmoid.max() >= 9, "Never did nine sigmoids exceed one half.")


@claim
def a_second_softmax_bounds_the_loss(evidence: Evidence) -> None:
    """With a softmax in front, a cross-entropy that contains one stays above log(e + 9) − 1 = 1.46 for ten classes."""
    bound = math.log(math.e + 9) - 1
    for margin in (2.0, 10.0, 50.0):
        z = torch.zeros(1, 10, dtype=torch.float64)
        z[0, 3] = margin  # the right class is ahead by this much
        right = torch.tensor([3])
        once = float(F.cross_entropy(z, right))
        twice = float(F.cross_entropy(torch.softmax(z, 1), right))
        evidence.row(lead_of_the_right_class=margin, loss_of_logits=once, loss_after_a_second_softmax=twice)
        evidence.require(twice >= bound - 1e-12, f"The doubled softmax reached {twice:.3f}.")
    evidence.require(once < 1e-12 and twice < bound + 1e-12, "The bounds are not approached.")
    z = evidence.normal(2_000, 10, scale=3.0).requires_grad_()
    right = evidence.integers(2_000, low=0, high=10)
    once = float(torch.autograd.grad(F.cross_entropy(z, right), z)[0].norm())
    twice = float(torch.autograd.grad(F.cross_entropy(torch.softmax(z, 1), right), z)[0].norm())
    evidence.row(lead_of_the_right_class="size of the gradient", loss_of_logits=once, loss_after_a_second_softmax=twice)
    evidence.require(twice < once / 4, "The gradient is not weaker.")
