"""What temperature does to targets and gradients, and what soft labels are worth when there are few examples."""

import torch

from deepdrill.lab.evidence import Evidence, claim

CLASSES, INPUTS = 10, 8


def divergence(teacher: torch.Tensor, student: torch.Tensor, t: float) -> torch.Tensor:
    """Give the mean KL divergence from teacher to student at a temperature."""
    p, log_q = torch.softmax(teacher / t, -1), torch.log_softmax(student / t, -1)
    return (p * (torch.log_softmax(teacher / t, -1) - log_q)).sum(-1).mean()


@claim
def temperature_shows_the_wrong_classes(evidence: Evidence) -> None:
    """Of a confident teacher the wrong classes have almost nothing at temperature 1, and over a third at 8."""
    logits = evidence.normal(200, CLASSES)
    logits[:, 0] += 9
    order = logits[0].argsort()
    temperatures, others = (1.0, 2.0, 4.0, 8.0, 16.0), []
    for t in temperatures:
        p = torch.softmax(logits / t, -1)
        others.append(float(1 - p[:, 0].mean()))
        evidence.row(temperature=t, all_wrong_classes_together=round(others[-1], 4))
        evidence.require(bool((p[0][order].diff() >= 0).all()), "The order of the classes changes.")
    evidence.require(others[0] < 0.02 and others[3] > 1 / 3, f"The shares are {others}.")
    evidence.plot(x="temperature", y="probability of all wrong classes", log_x=True)
    evidence.curve("confident teacher", temperatures, others)


@claim
def the_gradient_falls_with_the_square_of_the_temperature(evidence: Evidence) -> None:
    """For large T the gradient of the soft loss falls as 1/T²; times T² it tends to that of the centred logits."""
    teacher, student = evidence.normal(64, CLASSES, scale=2.0), evidence.normal(64, CLASSES, scale=2.0)
    gaps = (student - student.mean(-1, keepdim=True)) - (teacher - teacher.mean(-1, keepdim=True))
    limit = gaps / CLASSES / 64
    norms, temperatures = [], (1.0, 4.0, 16.0, 64.0)
    for t in temperatures:
        leaf = student.clone().requires_grad_()
        divergence(teacher, leaf, t).backward()
        norms.append(float(leaf.grad.norm()))
        away = float((leaf.grad * t * t - limit).norm() / limit.norm())
        cells = {"times_T_squared": norms[-1] * t * t, "away_from_the_limit": round(away, 3)}
        evidence.row(temperature=t, gradient=norms[-1], **cells)
    evidence.require(abs(norms[2] / norms[3] / 16 - 1) < 0.1, "From T = 16 to 64 it does not fall sixteenfold.")
    evidence.require(away < 0.05, f"At T = 64 it is {away:.0%} away from matching centred logits.")
    evidence.plot(x="temperature", y="norm of the gradient", log_x=True, log_y=True)
    evidence.curve("without the factor", temperatures, norms)
    evidence.curve("times T²", temperatures, [norm * t * t for norm, t in zip(norms, temperatures, strict=True)])


def descend(x: torch.Tensor, loss_of: object, steps: int = 200) -> torch.Tensor:
    """Fit a linear classifier by gradient descent."""
    w = torch.zeros(INPUTS, CLASSES, dtype=torch.float64, requires_grad=True)
    for _ in range(steps):
        w.data -= 0.5 * torch.autograd.grad(loss_of(x @ w), w)[0]
    return w.detach()


@claim
def soft_labels_teach_more_than_hard_ones(evidence: Evidence) -> None:
    """On 40 examples a student with a teacher's soft labels is right more often than one with the true labels."""
    gains = []
    for _ in range(4):
        truth = evidence.normal(INPUTS, CLASSES)  # the teacher: it knows the true odds, also where they are close
        x, test = evidence.normal(40, INPUTS), evidence.normal(2_000, INPUTS)
        odds = torch.softmax(x @ truth, -1)
        labels = torch.multinomial(odds, 1, generator=evidence.rng)[:, 0]
        hard = descend(x, lambda z, y=labels: torch.nn.functional.cross_entropy(z, y))
        soft = descend(x, lambda z, p=odds: -(p * torch.log_softmax(z, -1)).sum(-1).mean())
        best = (test @ truth).argmax(-1)
        right = [float(((test @ w).argmax(-1) == best).double().mean()) for w in (hard, soft)]
        gains.append(right[1] - right[0])
        evidence.row(agrees_with_hard_labels=round(right[0], 3), agrees_with_soft_labels=round(right[1], 3))
    evidence.require(min(gains) > 0.1, f"The gains are {gains}.")
