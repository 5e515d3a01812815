"""Bias and variance of models from too simple to far too large, and the second descent."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


def truth(x: torch.Tensor) -> torch.Tensor:
    """Compute what the models are to learn."""
    return torch.sin(2 * math.pi * x)


def powers(x: torch.Tensor, degree: int) -> torch.Tensor:
    """Make Legendre polynomials of x in [0, 1] up to a degree; one more axis at the end."""
    z, columns = 2 * x - 1, [torch.ones_like(x), 2 * x - 1]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * z * columns[k] - k * columns[k - 1]) / (k + 1))
    return torch.stack(columns[: degree + 1], -1)


@claim
def error_is_the_sum_of_its_parts(evidence: Evidence) -> None:
    """Over many training sets, test error = bias² + variance + noise; bias falls with the degree, variance rises."""
    sets, size, noise = 2_000, 20, 0.3
    x = (torch.arange(size, dtype=torch.float64) + 0.5) / size
    at = (torch.arange(40, dtype=torch.float64) + 0.5) / 40
    degrees, errors, biases, variances = (1, 3, 5, 9, 13), [], [], []
    for degree in degrees:
        y = truth(x) + evidence.normal(sets, size, scale=noise)
        fit = torch.linalg.pinv(powers(x, degree)) @ y.T  # (degree + 1, sets)
        said = (powers(at, degree) @ fit).T  # (sets, 40)
        biases.append(float((said.mean(0) - truth(at)).square().mean()))
        variances.append(float(said.var(0).mean()))
        fresh = truth(at) + evidence.normal(sets, 40, scale=noise)
        errors.append(float((said - fresh).square().mean()))
        evidence.row(
            degree=degree, bias_squared=biases[-1], variance=variances[-1], noise=noise**2, test_error=errors[-1]
        )
        parts = biases[-1] + variances[-1] + noise**2
        evidence.require(abs(errors[-1] / parts - 1) < 0.05, f"At degree {degree} the parts give {parts:.3f}.")
    evidence.require(biases[0] > 10 * biases[-1], "The bias does not fall with the degree.")
    evidence.require(variances[-1] > 3 * variances[0], "The variance does not rise with the degree.")
    evidence.plot(x="degree of the polynomial", y="squared error")
    for name, values in (("test error", errors), ("bias²", biases), ("variance", variances)):
        evidence.curve(name, degrees, values)


@claim
def the_error_descends_twice(evidence: Evidence) -> None:
    """With random ReLU features and the solution of least norm, test error peaks near p = n and falls beyond it."""
    n, d, repeats, widths = 60, 10, 8, (5, 15, 30, 50, 60, 70, 100, 200, 600, 1_500)
    mean_errors, norms = [], []
    for p in widths:
        errors, sizes = [], []
        for _ in range(repeats):
            w = evidence.normal(d)
            x, fresh, features = evidence.normal(n, d), evidence.normal(200, d), evidence.normal(d, p) / math.sqrt(d)
            y = x @ w / math.sqrt(d) + evidence.normal(n, scale=0.3)
            fit = torch.linalg.pinv(torch.relu(x @ features)) @ y  # of all exact fits, the one of least norm
            said = torch.relu(fresh @ features) @ fit
            errors.append(float((said - fresh @ w / math.sqrt(d)).square().mean()))
            sizes.append(float(fit.norm()))
        mean_errors.append(sorted(errors)[repeats // 2])
        norms.append(sorted(sizes)[repeats // 2])
        evidence.row(features=p, examples=n, median_test_error=round(mean_errors[-1], 3), norm=round(norms[-1], 2))
    peak, best_before, last = mean_errors[4], min(mean_errors[:3]), mean_errors[-1]
    evidence.require(peak > 3 * best_before, f"At p = n the error is {peak:.2f}, before it {best_before:.2f}.")
    evidence.require(last < peak / 3, f"Beyond the peak of {peak:.2f} the error only falls to {last:.2f}.")
    evidence.require(norms[-1] < norms[4] / 3, "The weights do not get smaller beyond the peak.")
    evidence.plot(x="features p (60 examples)", y="test error", log_x=True, log_y=True)
    evidence.curve("least norm", widths, mean_errors)


@claim
def more_data_does_not_cure_bias(evidence: Evidence) -> None:
    """A line fitted to a sine keeps its error however many examples it gets; a flexible model's error falls."""
    at = (torch.arange(200, dtype=torch.float64) + 0.5) / 200
    sizes, errors = (20, 100, 1_000), {1: [], 9: []}
    for size in sizes:
        for degree, kept in errors.items():
            total = 0.0
            for _ in range(40):
                x = evidence.uniform(size)
                y = truth(x) + evidence.normal(size, scale=0.3)
                fit = torch.linalg.pinv(powers(x, degree)) @ y
                total += float((powers(at, degree) @ fit - truth(at)).square().median())
            kept.append(total / 40)
        evidence.row(examples=size, straight_line=errors[1][-1], degree_nine=errors[9][-1])
    evidence.require(errors[1][-1] > 0.6 * errors[1][0], "The line improves a lot with data.")
    evidence.require(errors[9][-1] < errors[9][0] / 5, "The flexible model does not improve with data.")
    evidence.plot(x="examples", y="median squared error", log_x=True, log_y=True)
    for degree, kept in errors.items():
        evidence.curve(f"degree {degree}", sizes, kept)
