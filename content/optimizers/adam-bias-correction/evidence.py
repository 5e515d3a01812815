"""What Adam's averages are worth in the first steps, and how many bytes its state takes."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

B1, B2 = 0.9, 0.999


@claim
def the_weights_sum_to_less_than_one(evidence: Evidence) -> None:
    """An average that starts at zero has the mean times 1 − βᵗ as its expectation; dividing by that gives the mean."""
    mean, runs, last = 2.0, 20_000, 40
    m = torch.zeros(runs, dtype=torch.float64)
    raw, corrected = [], []
    for t in range(1, last + 1):
        m = B1 * m + (1 - B1) * (mean + evidence.normal(runs))
        raw.append(float(m.mean()))
        corrected.append(raw[-1] / (1 - B1**t))
        if t in {1, 2, 5, 10, 20, 40}:
            evidence.row(
                step=t,
                uncorrected=round(raw[-1], 3),
                expected=round(mean * (1 - B1**t), 3),
                corrected=round(corrected[-1], 3),
            )
        # One draw has standard deviation one, so the mean over the runs has 0.007 before any averaging over steps.
        evidence.require(
            abs(corrected[-1] - mean) < 0.04, f"After {t} steps the corrected average is {corrected[-1]:.3f}."
        )
    evidence.plot(x="step t", y="average over many runs")
    evidence.curve("uncorrected", range(1, last + 1), raw)
    evidence.curve("corrected", range(1, last + 1), corrected)


@claim
def uncorrected_steps_are_too_large(evidence: Evidence) -> None:
    """Uncorrected, the first step is 0.1/√0.001 = 3.16 times the corrected one, and steps stay too large for long."""
    steps = range(1, 3_001)
    ratio = [(1 - B1**t) / math.sqrt(1 - B2**t) for t in steps]
    m = v = 0.0
    seen = []
    for _ in range(50):  # the recursion itself, with a gradient that is always 5
        m, v = B1 * m + (1 - B1) * 5.0, B2 * v + (1 - B2) * 25.0
        seen.append(m / math.sqrt(v))
    evidence.require(
        all(abs(a / b - 1) < 1e-9 for a, b in zip(seen, ratio, strict=False)),
        "The formula does not give the recursion.",
    )
    evidence.require(abs(ratio[0] - 3.1623) < 1e-3, f"At the first step the factor is {ratio[0]:.3f}.")
    evidence.require(min(ratio[:2_000]) > 1, "Some early step is too small after all.")
    largest = max(ratio)
    for t in (1, 5, ratio.index(largest) + 1, 100, 1_000, 3_000):
        evidence.row(step=t, uncorrected_over_corrected=round(ratio[t - 1], 2))
    evidence.plot(x="step t", y="uncorrected step ÷ corrected step", log_x=True)
    evidence.curve("β₁ = 0.9, β₂ = 0.999", list(steps)[::2], ratio[::2])


@claim
def eight_bytes_per_parameter(evidence: Evidence) -> None:
    """torch.optim.Adam keeps two 32-bit numbers per 32-bit parameter: 8 bytes, so 56 GB for 7 billion parameters."""
    model = torch.nn.Linear(1_000, 100)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(2, 1_000)).sum().backward()
    optimizer.step()
    parameters = sum(p.numel() for p in model.parameters())
    state = sum(
        value.numel() * value.element_size()
        for kept in optimizer.state.values()
        for name, value in kept.items()
        if name != "step"  # one number per tensor, not per parameter
    )
    per_parameter = state / parameters
    evidence.row(parameters=parameters, bytes_of_state=state, bytes_per_parameter=per_parameter)
    evidence.row(parameters=7_000_000_000, bytes_of_state=int(per_parameter * 7e9), bytes_per_parameter=per_parameter)
    evidence.require(per_parameter == 8, f"It keeps {per_parameter} bytes per parameter.")


@claim
def the_scale_of_the_loss_does_not_matter(evidence: Evidence) -> None:
    """A loss times 1000 gives Adam the same path, and its first step is the learning rate for every parameter."""
    target, scales = evidence.normal(6), torch.tensor([0.01, 0.1, 1.0, 10.0, 100.0, 1000.0], dtype=torch.float64)
    ends = []
    for factor in (1.0, 1_000.0):
        w = torch.zeros(6, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.Adam([w], lr=0.01, eps=1e-16)
        for step in range(100):
            optimizer.zero_grad()
            (factor * (scales * (w - target) ** 2).sum()).backward()
            optimizer.step()
            if step == 0:
                evidence.row(
                    loss_times=factor,
                    smallest_first_step=float(w.detach().abs().min()),
                    largest_first_step=float(w.detach().abs().max()),
                )
                evidence.require(
                    bool(torch.allclose(w.abs(), torch.full_like(w, 0.01))), "A first step is not the rate."
                )
        ends.append(w.detach().clone())
    evidence.require(torch.allclose(ends[0], ends[1]), "The path depends on the scale of the loss.")
