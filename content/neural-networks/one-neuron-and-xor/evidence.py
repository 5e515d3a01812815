"""What one unit can and cannot do with two bits, with and without a bias, and what two ReLUs add."""

import itertools

import torch

from deepdrill.lab.evidence import Evidence, claim

CORNERS = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
NAMES = {(0, 0, 0, 1): "AND", (0, 1, 1, 1): "OR", (0, 1, 1, 0): "XOR", (1, 0, 0, 1): "not XOR"}


def reached(evidence: Evidence, *, bias: bool) -> set[tuple[int, ...]]:
    """Find the Boolean functions that 50,000 random units compute."""
    weights = evidence.normal(50_000, 2)
    offsets = evidence.normal(50_000) if bias else torch.zeros(50_000, dtype=torch.float64)
    outputs = (weights @ CORNERS.T + offsets[:, None] > 0).long()
    return {tuple(row) for row in outputs.unique(dim=0).tolist()}


@claim
def one_unit_does_fourteen_of_sixteen(evidence: Evidence) -> None:
    """Of the 16 functions of two bits, a unit with a bias computes all but XOR and its negation."""
    found = reached(evidence, bias=True)
    missing = set(itertools.product((0, 1), repeat=4)) - found
    evidence.row(bias="yes", functions=len(found), missing=", ".join(sorted(NAMES.get(m, str(m)) for m in missing)))
    evidence.require(missing == {(0, 1, 1, 0), (1, 0, 0, 1)}, f"Missing are {missing}.")


@claim
def without_a_bias_it_cannot_even_do_and(evidence: Evidence) -> None:
    """Without a bias the boundary passes through the origin, and AND is out of reach too."""
    found = reached(evidence, bias=False)
    evidence.row(bias="no", functions=len(found), AND=(0, 0, 0, 1) in found, OR=(0, 1, 1, 1) in found)
    evidence.require((0, 0, 0, 1) not in found, "A unit without bias computed AND.")
    evidence.require((0, 1, 1, 1) in found, "OR should be possible without a bias.")


@claim
def the_perceptron_rule_cycles_on_xor(evidence: Evidence) -> None:
    """The perceptron rule stops making mistakes on AND, and never has all four corners of XOR right."""
    for name, target in (("AND", (0, 0, 0, 1)), ("XOR", (0, 1, 1, 0))):
        w, b, mistakes = evidence.normal(2), 0.0, []
        for _ in range(300):
            wrong = 0
            for x, t in zip(CORNERS, target, strict=True):
                error = t - int(w @ x + b > 0)
                w, b, wrong = w + error * x, b + error, wrong + abs(error)
            mistakes.append(wrong)
        evidence.row(function=name, mistakes_in_the_last_epoch=mistakes[-1], fewest=min(mistakes))
        evidence.curve(name, range(1, 31), mistakes[:30])
        evidence.require((mistakes[-1] == 0) == (name == "AND"), f"{name} ended with {mistakes[-1]} mistakes.")
        evidence.require((min(mistakes) == 0) == (name == "AND"), f"{name} once made {min(mistakes)} mistakes.")
    evidence.plot(x="epoch", y="mistakes among the four corners")


@claim
def two_relus_do_xor(evidence: Evidence) -> None:
    """relu(x₁ + x₂) − 2 relu(x₁ + x₂ − 1) is XOR; the same with linear units is not."""
    total = CORNERS.sum(1)
    bent = torch.relu(total) - 2 * torch.relu(total - 1)
    straight = total - 2 * (total - 1)
    for corner, b, s in zip(CORNERS.tolist(), bent.tolist(), straight.tolist(), strict=True):
        evidence.row(x1=int(corner[0]), x2=int(corner[1]), relu=b, linear=s)
    evidence.require(bent.tolist() == [0, 1, 1, 0], f"The ReLUs gave {bent.tolist()}.")
    # Whatever threshold follows, linear units give (1,1) and (0,0) values on both sides of the two ones.
    evidence.require(not max(straight[0], straight[3]) < min(straight[1], straight[2]), "The linear units did XOR.")
