"""What calibration is, what a temperature repairs, and what the usual error says about few examples."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def gap(confidence: torch.Tensor, right: torch.Tensor, bins: int = 15) -> float:
    """Compute the expected calibration error over bins of equal width."""
    place = (confidence * bins).long().clamp_max(bins - 1)
    counts = torch.bincount(place, minlength=bins).clamp_min(1)
    said = torch.bincount(place, weights=confidence, minlength=bins) / counts
    seen = torch.bincount(place, weights=right.double(), minlength=bins) / counts
    return float(((said - seen).abs() * counts).sum() / len(confidence))


def drawn(evidence: Evidence, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw true logits of five classes, and labels from them."""
    logits = evidence.normal(count, 5, scale=1.5)
    chances = torch.softmax(logits, 1).cumsum(1)
    labels = (evidence.uniform(count, 1) > chances).sum(1).clamp_max(4)
    return logits, labels


def nll(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Compute the mean log loss."""
    return float(-torch.log_softmax(logits, 1).gather(1, labels[:, None]).mean())


@claim
def a_temperature_repairs_and_keeps_accuracy(evidence: Evidence) -> None:
    """Logits three times too large: the temperature with the least log loss is 3, and accuracy stays as it was."""
    logits, labels = drawn(evidence, 20_000)
    logits = 3 * logits  # overconfident
    half = 10_000
    temperatures = torch.linspace(0.5, 6, 111, dtype=torch.float64)
    losses = [nll(logits[:half] / t, labels[:half]) for t in temperatures]
    best = float(temperatures[losses.index(min(losses))])
    found = {}
    for name, t in (("as trained", 1.0), ("with the temperature", best)):
        p = torch.softmax(logits[half:] / t, 1)
        confidence, said = p.max(1)
        right = said == labels[half:]
        found[name] = gap(confidence, right), float(right.double().mean())
        loss = round(nll(logits[half:] / t, labels[half:]), 3)
        evidence.row(
            logits=name,
            temperature=round(t, 2),
            accuracy=round(found[name][1], 4),
            ece=round(found[name][0], 3),
            log_loss=loss,
        )
    (bad, accuracy), (good, same) = found.values()
    evidence.require(abs(best - 3) < 0.3, f"The best temperature is {best:.2f}.")
    evidence.require(accuracy == same, "The accuracy changed.")
    evidence.require(bad > 0.15 and good < 0.03, f"The errors are {bad:.3f} and {good:.3f}.")
    evidence.plot(x="temperature", y="log loss on validation data")
    evidence.curve("log loss", temperatures.tolist(), losses)


@claim
def the_base_rate_is_calibrated_and_useless(evidence: Evidence) -> None:
    """Saying the base rate for everybody has hardly any calibration error; the log loss tells that it is useless."""
    x = evidence.normal(20_000)
    chance = torch.sigmoid(2 * x - 1)
    y = evidence.uniform(20_000) < chance
    rate = float(y.double().mean())
    for name, p in (("base rate", torch.full_like(x, rate)), ("true chances", chance)):
        loss = -float(torch.where(y, p.log(), (1 - p).log()).mean())
        error = gap(p, y)
        evidence.row(model=name, ece=round(error, 4), log_loss=round(loss, 3), different_answers=len(p.unique()))
        evidence.require(error < 0.02, f"The {name} has an error of {error:.3f}.")
    better = -float(torch.where(y, chance.log(), (1 - chance).log()).mean())
    worse = -float(torch.where(y, torch.tensor(rate).log(), torch.tensor(1 - rate).log()).mean())
    evidence.require(better < 0.8 * worse, f"The log losses are {better:.3f} and {worse:.3f}.")


@claim
def few_examples_look_miscalibrated(evidence: Evidence) -> None:
    """A perfectly calibrated model has an ECE well above zero on few examples; it shrinks as examples are added."""
    counts, errors = (100, 500, 2_000, 20_000), []
    for count in counts:
        seen = []
        for _ in range(30):
            p = 0.5 + evidence.uniform(count) / 2
            seen.append(gap(p, evidence.uniform(count) < p))
        errors.append(sum(seen) / len(seen))
        evidence.row(examples=count, mean_ece_of_a_perfect_model=round(errors[-1], 4))
    spread, sure = (
        sum(
            gap(p, evidence.uniform(500) < p)
            for p in (lowest + (1 - lowest) * evidence.uniform(500) for _ in range(30))
        )
        / 30
        for lowest in (0.0, 0.97)
    )
    evidence.row(examples="500, confidences over all bins", mean_ece_of_a_perfect_model=round(spread, 4))
    evidence.row(examples="500, confidences above 0.97", mean_ece_of_a_perfect_model=round(sure, 4))
    evidence.require(0.03 < spread < 0.08 and sure < 0.01, f"Over all bins {spread:.3f}, above 0.97 {sure:.3f}.")
    evidence.require(errors[1] > 0.02, f"On 500 examples the mean ECE is {errors[1]:.3f}.")
    evidence.require(errors[-1] < errors[0] / 5, f"The errors are {errors}.")
    evidence.plot(x="examples", y="ECE of a perfect model", log_x=True, log_y=True)
    evidence.curve("15 bins", counts, errors)


@claim
def log_loss_is_least_for_the_truth(evidence: Evidence) -> None:
    """If an event has chance 0.7, log loss and Brier score are least for saying 0.7."""
    y = (evidence.uniform(200_000) < 0.7).double()
    said = torch.linspace(0.51, 0.99, 49, dtype=torch.float64)
    mean = float(y.mean())
    log_loss = -(mean * said.log() + (1 - mean) * (1 - said).log())
    brier = mean * (1 - said) ** 2 + (1 - mean) * said**2
    best = float(said[log_loss.argmin()]), float(said[brier.argmin()])
    evidence.row(score="log loss", best_to_say=round(best[0], 2))
    evidence.row(score="Brier", best_to_say=round(best[1], 2))
    evidence.row(score="accuracy", best_to_say="anything above one half")
    evidence.require(abs(best[0] - 0.7) < 0.011 and abs(best[1] - 0.7) < 0.011, f"The best are {best}.")
    evidence.curve("log loss", said.tolist(), log_loss.tolist())
    evidence.curve("Brier", said.tolist(), brier.tolist())
    evidence.plot(x="said", y="mean score")
