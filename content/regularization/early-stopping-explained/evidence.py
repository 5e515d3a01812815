"""What gradient descent has learned after t steps, how that compares with a penalty, and how a run is stopped."""

import itertools

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def close_to_an_l2_penalty(evidence: Evidence) -> None:
    """After t steps descent has learned, of each direction, nearly the share that an L2 penalty of 1/(ηt) leaves."""
    rate, steps = 0.01, 100
    curvature = torch.logspace(-3, 1, 41, dtype=torch.float64)
    stopped = 1 - (1 - rate * curvature) ** steps
    penalised = curvature / (curvature + 1 / (rate * steps))
    for h, a, b in zip(curvature.tolist()[::10], stopped.tolist()[::10], penalised.tolist()[::10], strict=True):
        evidence.row(curvature=round(h, 4), learned_when_stopped=round(a, 4), learned_with_penalty=round(b, 4))
    w = torch.zeros(41, dtype=torch.float64)
    for _ in range(steps):  # the recursion itself, towards weights of one
        w = w - rate * curvature * (w - 1)
    evidence.require(torch.allclose(w, stopped), "The formula does not give the recursion.")
    apart = float((stopped - penalised).abs().max())
    evidence.require(apart < 0.21, f"The two shares differ by up to {apart:.2f}.")
    weak = float((stopped / penalised)[0])
    evidence.require(abs(weak - 1) < 0.01, "They differ for weak directions.")
    evidence.plot(x="curvature of the direction", y="share learned", log_x=True)
    evidence.curve("stopped after t steps", curvature.tolist(), stopped.tolist())
    evidence.curve("L2 penalty 1/(ηt)", curvature.tolist(), penalised.tolist())


@claim
def error_falls_and_rises(evidence: Evidence) -> None:
    """A fit to few noisy examples: training error only falls, test error falls and rises again, by fitted noise."""
    n, d, rounds, marks = 60, 50, 30, [1, 3, 10, 30, 100, 300, 1_000, 3_000]
    train, test, by_noise = ([0.0] * len(marks) for _ in range(3))
    for _ in range(rounds):
        scale = torch.logspace(0.5, -1, d, dtype=torch.float64)  # strong directions first, weak ones last
        x, fresh, w = evidence.normal(n, d) * scale, evidence.normal(300, d) * scale, evidence.normal(d)
        noise = evidence.normal(n, scale=3.0)
        values, vectors = torch.linalg.eigh(x.T @ x / n)
        to_signal, to_noise = vectors.T @ (x.T @ (x @ w) / n), vectors.T @ (x.T @ noise / n)
        for k, t in enumerate(marks):
            share = (1 - (1 - 0.03 * values) ** t) / values.clamp_min(1e-12)  # descent from zero, in closed form
            learned, from_noise = vectors @ (share * (to_signal + to_noise)), vectors @ (share * to_noise)
            train[k] += float((x @ learned - x @ w - noise).square().mean()) / rounds
            test[k] += float((fresh @ (learned - w)).square().mean()) / rounds
            by_noise[k] += float((fresh @ from_noise).square().mean()) / rounds
    for k, t in enumerate(marks):
        evidence.row(steps=t, training_error=train[k], test_error=test[k], of_it_fitted_noise=by_noise[k])
    best = test.index(min(test))
    evidence.require(all(a > b for a, b in itertools.pairwise(train)), "The training error rises.")
    evidence.require(0 < best < len(marks) - 1, "The test error does not turn.")
    evidence.require(test[-1] > 1.3 * test[best], f"It only rises from {test[best]:.2f} to {test[-1]:.2f}.")
    evidence.plot(x="steps", y="squared error", log_x=True)
    for name, values_of in (("training", train), ("test (without noise)", test), ("fitted noise", by_noise)):
        evidence.curve(name, marks, values_of)


@claim
def patience_pays_on_a_noisy_curve(evidence: Evidence) -> None:
    """On a noisy validation curve, stopping at the first rise ends far too early; a patience of ten does not."""
    epochs = torch.arange(200, dtype=torch.float64)
    truth = 0.3 + 0.7 * torch.exp(-epochs / 25) + 0.0008 * epochs  # its minimum is near epoch 89
    best_epoch = int(truth.argmin())
    lost = {}
    for patience in (1, 3, 10, 25):
        excess = []
        for _ in range(200):
            seen = (truth + evidence.normal(200, scale=0.02)).tolist()
            best, since, kept = float("inf"), 0, 0
            for epoch, value in enumerate(seen):
                best, since, kept = (value, 0, epoch) if value < best else (best, since + 1, kept)
                if since >= patience:
                    break
            excess.append(float(truth[kept] - truth[best_epoch]))
        lost[patience] = sum(excess) / len(excess)
        evidence.row(patience=patience, mean_loss_above_the_best=round(lost[patience], 4))
    evidence.require(lost[1] > 0.2, "Stopping at the first rise costs little.")
    evidence.require(lost[10] < lost[1] / 5, "A patience of ten hardly helps.")


@claim
def the_chosen_minimum_is_flattered(evidence: Evidence) -> None:
    """The lowest of 100 noisy validation losses is, on average, lower than the true loss of that epoch."""
    truth = torch.full((100,), 0.5, dtype=torch.float64)
    seen = truth + evidence.normal(2_000, 100, scale=0.01)
    lowest = float(seen.amin(1).mean())
    evidence.row(true_loss=0.5, noise=0.01, mean_of_the_lowest=round(lowest, 4))
    # The mean of the least of 100 normal draws is 2.51 standard deviations below their mean.
    evidence.require(abs((0.5 - lowest) / 0.01 - 2.51) < 0.1, f"The lowest is {lowest:.4f} on average.")
