"""Checks of the distillation loss against sums of exact log-probabilities in Python floats."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SIZES = [(1, 2), (3, 4), (5, 3), (4, 7)]
Row = list[float]


def log_probabilities(row: Row, temperature: float) -> Row:
    """Give log-probabilities from differences with the largest logit."""
    scaled = [value / temperature for value in row]
    top = max(scaled)
    total = math.log(math.fsum(math.exp(value - top) for value in scaled))
    return [value - top - total for value in scaled]


def oracle(
    student: torch.Tensor, teacher: torch.Tensor, targets: torch.Tensor, temperature: float = 2.0, alpha: float = 0.5
) -> torch.Tensor:
    """Add up row by row."""
    hard, soft = [], []
    rows = zip(student.double().tolist(), teacher.double().tolist(), targets.tolist(), strict=True)
    for own, other, right in rows:
        hard.append(-log_probabilities(own, 1.0)[right])
        pairs = zip(log_probabilities(other, temperature), log_probabilities(own, temperature), strict=True)
        soft += [math.exp(p) * (p - q) for p, q in pairs if math.exp(p) > 0]
    n = len(hard)
    loss = (1 - alpha) * math.fsum(hard) / n + alpha * temperature**2 * math.fsum(soft) / n
    return torch.tensor(loss, dtype=torch.float64).to(student.dtype)


def slope(
    student: torch.Tensor, teacher: torch.Tensor, targets: torch.Tensor, temperature: float = 2.0, alpha: float = 0.5
) -> torch.Tensor:
    """Give (1-α)(p - y)/n + αT(p_T - q_T)/n."""

    def soften(logits: torch.Tensor, by: float) -> torch.Tensor:
        return torch.tensor([log_probabilities(row, by) for row in logits.double().tolist()], dtype=torch.float64).exp()

    right = torch.eye(student.shape[1], dtype=torch.float64)[targets]
    hard = soften(student, 1.0) - right
    soft = soften(student, temperature) - soften(teacher, temperature)
    return (((1 - alpha) * hard + alpha * temperature * soft) / len(student)).to(student.dtype)


def draw(trial: Trial, n: int, classes: int, scale: float = 2.0, **how: torch.dtype) -> tuple[torch.Tensor, ...]:
    """Draw logits of both, and labels."""
    logits = [trial.normal(n, classes, scale=scale, **how) for _ in range(2)]
    return (*logits, trial.integers(n, low=0, high=classes))


def compare(trial: Trial, given: tuple[torch.Tensor, ...], *rest: float) -> None:
    """Compare a loss; it carries the rounding of the logits, and T² times that of the divergence."""
    largest = 1 + max(float(x.abs().max()) for x in given[:2])
    temperature = rest[0] if rest else 2.0
    with trial.case(f"T = {temperature:g}, alpha = {rest[1] if len(rest) > 1 else 0.5:g}"):
        seen = trial.call("distillation_loss", *given, *rest)
        trial.same(seen, oracle(*given, *rest), what="the loss", scale=largest * (1 + temperature**2))


@check
def alone_the_labels_give_cross_entropy(trial: Trial) -> None:
    """With alpha = 0 the loss is the student's cross-entropy at temperature 1."""
    for size in SIZES:
        compare(trial, draw(trial, *size), 3.0, 0.0)


@check
def alone_the_teacher_gives_a_divergence(trial: Trial) -> None:
    """With alpha = 1 and T = 1 it is the divergence of the student from the teacher, per row."""
    for size in SIZES:
        compare(trial, draw(trial, *size), 1.0, 1.0)
    student, _, targets = draw(trial, 3, 4)
    with trial.case("the student agrees with the teacher"):
        compare(trial, (student, student, targets), 1.0, 1.0)


@check
def the_temperature_softens_both(trial: Trial) -> None:
    """T divides both models' logits in the second term, which is multiplied by its square."""
    for temperature in (2.0, 0.5, 4.0):
        for size in SIZES[1:]:
            compare(trial, draw(trial, *size), temperature, 1.0)


@check
def the_two_terms_are_mixed(trial: Trial) -> None:
    """The labels weigh 1 - alpha, the teacher alpha; by default T is 2 and alpha one half."""
    for size in SIZES:
        compare(trial, draw(trial, *size))
        compare(trial, draw(trial, *size), 3.0, 0.2)


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits of ±10⁴ and probabilities of 0 give the right finite loss and gradient."""
    student, teacher, targets = draw(trial, 3, 4)
    for label, one, other in (
        ("a teacher that is certain", student, teacher * 5e3),
        ("a student that is certain", student * 5e3, teacher),
        ("both certain of the same", student * 5e3, student * 5e3),
        ("a common shift", student + 1e4, teacher - 1e4),
    ):
        given = (one.clamp(-1e4, 1e4), other.clamp(-1e4, 1e4), targets)
        with trial.case(label):
            compare(trial, given, 2.0, 0.5)
            found = trial.gradients("distillation_loss", *given)
            # A probability carries the rounding of its logit, ε·10⁴.
            trial.same(found.inputs[0], slope(*given), what="the gradient of student", scale=1.0, relative=5e-3)


@check
def gradients_reach_the_student_only(trial: Trial) -> None:
    """The student's gradient is that of the formula, and the teacher gets none."""
    for size, rest in zip(SIZES, ((), (1.0, 1.0), (3.0, 0.7), (2.0, 0.0)), strict=True):
        given = draw(trial, *size)
        found = trial.gradients("distillation_loss", *given, *rest, wrt=(0, 1))
        trial.same(found.inputs[0], slope(*given, *rest), what="the gradient of student", terms=9, scale=1.0)
        other = found.inputs[1]
        trial.require(
            other is None or not bool(other.any()),
            "A gradient reaches the teacher: it is not trained, so detach its logits.",
            seen=other,
        )


@check
def keeps_dtype_layout_and_arguments(trial: Trial) -> None:
    """float64 stays float64 throughout, transposed logits are fine, and nothing that was handed in changes."""
    student, teacher, targets = draw(trial, 5, 4, dtype=torch.float64)
    given = (student.T.contiguous().T, teacher.T.contiguous().T, targets)
    compare(trial, given, 3.0, 0.4)
    found = trial.gradients("distillation_loss", *given, 3.0, 0.4)
    trial.same(found.inputs[0], slope(*given, 3.0, 0.4), what="the gradient of student", scale=1.0)
    for name, now, before in zip(
        ("student", "teacher", "targets"), trial.after("distillation_loss", *given), given, strict=True
    ):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
