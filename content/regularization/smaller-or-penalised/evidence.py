"""Degrees of a polynomial: small models, penalised large ones, and models that are too small."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def features(x: torch.Tensor, degree: int) -> torch.Tensor:
    """Give the Legendre polynomials up to a degree, one a column."""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns[: degree + 1], 1)


def errors(evidence: Evidence, degree: int, penalty: float) -> tuple[float, float]:
    """Give training and test error, averaged over 30 training sets of 25 noisy points."""
    grid = torch.linspace(-1, 1, 400, dtype=torch.float64)
    train = test = 0.0
    for _ in range(30):
        x = evidence.uniform(25) * 2 - 1
        y = torch.sin(4 * x) + evidence.normal(25, scale=0.3)
        a = features(x, degree)
        weights = torch.arange(degree + 1, dtype=torch.float64).square()  # wiggly terms cost more
        w = torch.linalg.lstsq(
            torch.cat((a, (penalty * torch.diag(weights)).sqrt())),
            torch.cat((y, torch.zeros(degree + 1, dtype=a.dtype))),
        ).solution
        train += float((a @ w - y).square().mean()) / 30
        test += float((features(grid, degree) @ w - torch.sin(4 * grid)).square().mean()) / 30
    return train, test


@claim
def too_small_just_right_and_penalised(evidence: Evidence) -> None:
    """Degree 1 underfits, degree 20 overfits; degree 5 and a penalised degree 20 are both good."""
    found = {}
    for name, degree, penalty in (
        ("degree 1", 1, 1e-9),
        ("degree 5", 5, 1e-9),
        ("degree 20", 20, 1e-9),
        ("degree 20, penalised", 20, 0.01),
    ):
        found[name] = errors(evidence, degree, penalty)
        evidence.row(model=name, training_error=round(found[name][0], 3), test_error=round(found[name][1], 3))
    evidence.require(found["degree 1"][0] > 0.2 and found["degree 1"][1] > 0.1, "Degree 1 does not underfit.")
    evidence.require(found["degree 20"][1] > 5 * found["degree 5"][1], "Degree 20 does not overfit.")
    evidence.require(found["degree 20, penalised"][1] < 2 * found["degree 5"][1], "The penalty does not repair it.")


@claim
def a_penalty_is_a_dial(evidence: Evidence) -> None:
    """Over the penalty the test error of the large model falls and rises again, in steps as fine as one likes."""
    penalties = (1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
    tests = []
    for penalty in penalties:
        train, test = errors(evidence, 20, penalty)
        tests.append(test)
        evidence.row(penalty=penalty, training_error=round(train, 3), test_error=round(test, 3))
    best = tests.index(min(tests))
    evidence.require(0 < best < len(tests) - 1, f"The best penalty is {penalties[best]}.")
    evidence.plot(x="penalty", y="test error", log_x=True, log_y=True)
    evidence.curve("degree 20", penalties, tests)
