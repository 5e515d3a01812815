"""How often a chain of steps succeeds, and what a check with a retry is worth."""

from deepdrill.lab.evidence import Evidence, claim


def succeeds(evidence: Evidence, steps: int, right: float, caught: float, retries: int, runs: int = 20_000) -> float:
    """Simulate runs in which a mistake is caught with a given chance and then tried again."""
    alive = evidence.uniform(runs) < 2
    for _ in range(steps):
        fine = evidence.uniform(runs) < right
        for _ in range(retries):
            again = ~fine & (evidence.uniform(runs) < caught)  # an unnoticed mistake is not tried again
            fine = fine | (again & (evidence.uniform(runs) < right))
        alive = alive & fine
    return float(alive.double().mean())


@claim
def errors_compound(evidence: Evidence) -> None:
    """Steps that are right in 95% of cases: twenty in a row succeed in about 36%, fifty in 8%."""
    lengths, seen = (1, 5, 10, 20, 50), []
    for steps in lengths:
        seen.append(succeeds(evidence, steps, 0.95, 0.0, 0))
        evidence.row(steps=steps, simulated=round(seen[-1], 3), by_formula=round(0.95**steps, 3))
        evidence.require(abs(seen[-1] - 0.95**steps) < 0.02, f"{steps} steps: {seen[-1]:.3f}.")
    evidence.plot(x="steps", y="runs that succeed")
    evidence.curve("95% per step", lengths, seen)
    evidence.curve("99% per step", lengths, [0.99**n for n in lengths])


@claim
def a_check_is_worth_more_than_a_better_model(evidence: Evidence) -> None:
    """A check that catches 90% and one retry help twenty steps more than going from 95% to 99% per step."""
    plain = succeeds(evidence, 20, 0.95, 0.0, 0)
    checked = succeeds(evidence, 20, 0.95, 0.9, 1)
    better = succeeds(evidence, 20, 0.99, 0.0, 0)
    by_hand = (0.95 + 0.05 * 0.9 * 0.95) ** 20
    for name, value in (("95%, no check", plain), ("95%, checked, one retry", checked), ("99%, no check", better)):
        evidence.row(agent=name, succeeds=round(value, 3))
    evidence.require(abs(checked - by_hand) < 0.02, f"{checked:.3f}, by hand {by_hand:.3f}.")
    evidence.require(checked > better > plain, f"{plain:.2f}, {checked:.2f}, {better:.2f}.")


@claim
def once_is_not_always(evidence: Evidence) -> None:
    """An agent that succeeds in 70% of runs succeeds at least once in 8 runs almost surely, and in all 8 runs in 6%."""
    runs = evidence.uniform(20_000, 8) < 0.7
    once, always = float(runs.any(1).double().mean()), float(runs.all(1).double().mean())
    evidence.row(at_least_once=round(once, 4), in_all_eight=round(always, 4))
    evidence.require(once > 0.999 and abs(always - 0.7**8) < 0.01, f"{once}, {always}.")
