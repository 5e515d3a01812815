"""What shifted copies are worth, what a false symmetry costs, and how copies leak through a split."""

import torch

from deepdrill.lab.evidence import Evidence, claim

LENGTH = 24


def signals(evidence: Evidence, count: int, noise: float = 0.3) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw signals of two classes, a ramp up and a ramp down, each at a random place; (count, LENGTH) and labels."""
    shapes = torch.zeros(2, LENGTH, dtype=torch.float64)
    ramp = torch.tensor([0.5, 1.0, 1.5, 2.0], dtype=torch.float64)
    shapes[0, :4], shapes[1, :4] = ramp, ramp.flip(0)
    y = evidence.integers(count, low=0, high=2)
    places = evidence.integers(count, low=0, high=LENGTH)
    x = torch.stack([shapes[c].roll(int(s)) for c, s in zip(y.tolist(), places.tolist(), strict=True)])
    return x + evidence.normal(count, LENGTH, scale=noise), y


def nearest(train: torch.Tensor, labels: torch.Tensor, test: torch.Tensor) -> torch.Tensor:
    """Classify by the nearest training example: a model that memorises."""
    return labels[torch.cdist(test, train).argmin(1)]


def shifted(x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Make every circular shift of every signal."""
    return torch.cat([x.roll(s, 1) for s in range(LENGTH)]), y.repeat(LENGTH)


@claim
def true_symmetries_help_most_when_data_are_few(evidence: Evidence) -> None:
    """Shifted copies of a few signals raise the test accuracy a lot; with many signals there is little left to gain."""
    test, truth = signals(evidence, 500)
    counts, plain, augmented = (6, 20, 60, 600), [], []
    for count in counts:
        scores = torch.zeros(10, 2, dtype=torch.float64)
        for k in range(10):
            x, y = signals(evidence, count)
            more_x, more_y = shifted(x, y) if count < 600 else (x, y)
            scores[k, 0] = (nearest(x, y, test) == truth).double().mean()
            scores[k, 1] = (nearest(more_x, more_y, test) == truth).double().mean()
        plain.append(float(scores[:, 0].mean()))
        augmented.append(float(scores[:, 1].mean()))
        copies = 1 if count == 600 else LENGTH
        evidence.row(signals=count, copies=copies, plain=round(plain[-1], 3), with_copies=round(augmented[-1], 3))
    evidence.require(augmented[0] > plain[0] + 0.15, f"Six signals: {plain[0]:.2f} against {augmented[0]:.2f}.")
    evidence.require(augmented[2] - plain[2] < augmented[0] - plain[0], "The gain does not fall with more signals.")
    evidence.plot(x="labelled signals", y="test accuracy", log_x=True)
    evidence.curve("plain", counts, plain)
    evidence.curve("with every shift", counts[:3], augmented[:3])


@claim
def a_false_symmetry_teaches_wrong_labels(evidence: Evidence) -> None:
    """Mirroring turns one class into the other here, as half a turn makes a 9 of a 6: accuracy falls to a guess."""
    x, y = signals(evidence, 60)
    test, truth = signals(evidence, 1_000)
    right_x, right_y = shifted(x, y)
    false_x, false_y = torch.cat([right_x, right_x.flip(1)]), right_y.repeat(2)
    helped = float((nearest(right_x, right_y, test) == truth).double().mean())
    harmed = float((nearest(false_x, false_y, test) == truth).double().mean())
    evidence.row(copies="every shift", test_accuracy=round(helped, 3))
    evidence.row(copies="every shift, and mirrored with the same label", test_accuracy=round(harmed, 3))
    evidence.require(helped > 0.9, f"The true symmetry gives {helped:.2f}.")
    evidence.require(harmed < 0.65, f"The false symmetry still gives {harmed:.2f}.")


@claim
def copies_before_the_split_leak(evidence: Evidence) -> None:
    """With labels of pure chance, copies made before the split give near-perfect validation; after it, a guess."""
    x, y = evidence.normal(200, LENGTH), evidence.integers(200, low=0, high=2)

    def jittered(a: torch.Tensor) -> torch.Tensor:
        return a.repeat(5, 1) + evidence.normal(5 * len(a), LENGTH, scale=0.1)

    copies, labels = jittered(x), y.repeat(5)
    order = torch.randperm(len(copies), generator=evidence.rng)
    train, held = order[:800], order[800:]
    before = float((nearest(copies[train], labels[train], copies[held]) == labels[held]).double().mean())
    after = float((nearest(jittered(x[:160]), y[:160].repeat(5), x[160:]) == y[160:]).double().mean())
    evidence.row(order="copies, then split", validation_accuracy=round(before, 3))
    evidence.row(order="split, then copies", validation_accuracy=round(after, 3))
    evidence.require(before > 0.95, f"Before the split it gives {before:.2f}.")
    evidence.require(0.2 < after < 0.8, f"After the split it gives {after:.2f}.")
