"""What a test without skill achieves on each measure, and how the measures move with the threshold."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def measures(said: torch.Tensor, ill: torch.Tensor) -> dict[str, float]:
    """Compute accuracy, precision, recall and F1; a precision without any alarm counts as zero."""
    hits = float((said & ill).sum())
    precision = hits / max(float(said.sum()), 1.0)
    recall = hits / max(float(ill.sum()), 1.0)
    both = precision + recall
    return {
        "accuracy": round(float((said == ill).double().mean()), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "F1": round(2 * precision * recall / both if both else 0.0, 4),
    }


@claim
def no_skill_and_99_percent(evidence: Evidence) -> None:
    """With one person in a hundred ill, "always healthy" has 99 % accuracy and recall 0; "always ill" has recall 1."""
    ill = torch.arange(100_000) < 1_000
    seen = {}
    for name, said in (
        ("always healthy", torch.zeros_like(ill)),
        ("always ill", torch.ones_like(ill)),
        ("a coin", evidence.uniform(100_000) < 0.5),
    ):
        seen[name] = measures(said, ill)
        evidence.row(test=name, **seen[name])
    healthy, everyone = seen["always healthy"], seen["always ill"]
    evidence.require(healthy["accuracy"] == 0.99 and healthy["recall"] == 0, f"Always healthy: {healthy}.")
    evidence.require(everyone["recall"] == 1 and everyone["precision"] == 0.01, f"Always ill: {everyone}.")


@claim
def the_threshold_trades_one_for_the_other(evidence: Evidence) -> None:
    """As the threshold falls, recall can only rise; precision falls in the end to the share of the ill."""
    ill = torch.arange(20_000) < 1_000
    score = evidence.normal(20_000) + 2.0 * ill
    thresholds = [3.5 - 0.25 * k for k in range(29)]
    found = [measures(score > t, ill) for t in thresholds]
    for t, seen in list(zip(thresholds, found, strict=True))[::4]:
        evidence.row(threshold=t, **seen)
    recalls = [seen["recall"] for seen in found]
    evidence.require(recalls == sorted(recalls), "Recall falls somewhere.")
    evidence.require(found[0]["precision"] > 0.5, f"The strict test has precision {found[0]['precision']}.")
    evidence.require(abs(found[-1]["precision"] - 0.05) < 0.005, f"The lax one has {found[-1]['precision']}.")
    evidence.plot(x="recall", y="precision")
    evidence.curve("falling threshold", recalls, [seen["precision"] for seen in found])


@claim
def the_harmonic_mean_stays_near_the_smaller(evidence: Evidence) -> None:
    """F1 lies between the smaller of precision and recall and twice that; the arithmetic mean can be far above."""
    for precision, recall in ((1.0, 0.02), (0.9, 0.1), (0.6, 0.4), (0.5, 0.5)):
        f1 = 2 * precision * recall / (precision + recall)
        evidence.row(precision=precision, recall=recall, arithmetic=round((precision + recall) / 2, 3), F1=round(f1, 3))
    pairs = evidence.uniform(10_000, 2).clamp_min(1e-6)
    f1 = 2 * pairs.prod(1) / pairs.sum(1)
    smaller = pairs.amin(1)
    evidence.require(bool(((f1 >= smaller - 1e-12) & (f1 < 2 * smaller)).all()), "F1 leaves that range.")


@claim
def true_negatives_never_enter(evidence: Evidence) -> None:
    """A million more healthy people, all recognised, raise accuracy and leave precision, recall and F1 as they were."""
    ill = torch.arange(2_000) < 100
    said = torch.where(ill, evidence.uniform(2_000) < 0.7, evidence.uniform(2_000) < 0.05)
    before = measures(said, ill)
    more = torch.zeros(1_000_000, dtype=torch.bool)
    after = measures(torch.cat([said, more]), torch.cat([ill, more]))
    evidence.row(people=2_000, **before)
    evidence.row(people=1_002_000, **after)
    evidence.require(after["accuracy"] > 0.999 > before["accuracy"], "Accuracy does not rise.")
    evidence.require(all(before[k] == after[k] for k in ("precision", "recall", "F1")), "Another measure changed.")
