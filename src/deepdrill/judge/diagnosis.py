"""Names the mistake: which known wrong solution behaves as this submission does, on the same inputs.

Each failed check is explained by the mistakes that fail it too and gave the same results call for call. A mistake that
also fails a check which the submission passes is not what happened. Several mistakes are named where no single one
explains every failed check.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deepdrill.judge.checks import Check
from deepdrill.judge.learners import Learner, LocalLearner
from deepdrill.judge.task import KnownMistake
from deepdrill.judge.verdict import CheckReport, Diagnosis, Outcome

__all__ = ["diagnose"]

Run = Callable[[Check, Learner, int, list[Any] | None], tuple[CheckReport, list[Any]]]
"""Runs one check of one learner with a seed; gives its report and what came back.

With results to be like, it stops (outcome skipped) at the first one that differs.
"""


def diagnose(
    mistakes: Sequence[KnownMistake],
    checks: Sequence[Check],
    failed: Mapping[str, list[Any]],
    passed: frozenset[str],
    *,
    seed: int,
    run: Run,
    companions: Mapping[str, str] | None = None,
) -> tuple[Diagnosis, ...]:
    """Name the known mistakes that explain the failed checks.

    Args:
        mistakes: of the drill.
        checks: of the drill.
        failed: what came back in each failed check.
        passed: names of the checks that passed.
        seed: of the submission.
        run: how to run a check.
        companions: files of the drill that a mistake may import.
    """
    suspects = [_Suspect(mistake, run, seed, companions) for mistake in mistakes]
    order = [check for check in checks if check.name in failed]
    named: list[Diagnosis] = []
    unexplained = [check.name for check in order]
    for check in order:
        if check.name not in unexplained:
            continue
        best: tuple[str, ...] = ()
        for suspect in suspects:
            if not suspect.behaves(check, failed[check.name]):
                continue
            explains = tuple(other.name for other in order if suspect.behaves(other, failed[other.name]))
            if len(explains) > len(best) and not suspect.breaks(checks, passed):
                best, culprit = explains, suspect.mistake
        if best:
            named.append(Diagnosis(mistake=culprit.name, says=culprit.says, checks=best))
            unexplained = [name for name in unexplained if name not in best]
    return tuple(named)


class _Suspect:
    """A known mistake, run on demand and each check at most once, since that is where the time goes."""

    def __init__(self, mistake: KnownMistake, run: Run, seed: int, companions: Mapping[str, str] | None = None) -> None:
        self.mistake = mistake
        self._run = run
        self._seed = seed
        self._companions = companions
        self._learner: LocalLearner | None = None
        self._behaves: dict[str, bool] = {}

    def _try(self, check: Check, like: list[Any] | None) -> tuple[Outcome, list[Any]]:
        if self._learner is None:
            self._learner = LocalLearner(self.mistake.code, f"mistake_{self.mistake.name}", companions=self._companions)
        report, seen = self._run(check, self._learner, self._seed, like)
        return report.outcome, seen

    def behaves(self, check: Check, seen: list[Any]) -> bool:
        """Say whether the mistake fails a check with the very results that the submission gave."""
        if check.name not in self._behaves:
            outcome, own = self._try(check, seen)
            unlike = outcome in (Outcome.PASSED, Outcome.SKIPPED)
            self._behaves[check.name] = not unlike and len(own) == len(seen)
        return self._behaves[check.name]

    def breaks(self, checks: Sequence[Check], passed: frozenset[str]) -> bool:
        """Say whether the mistake fails a check that the submission passes."""
        return any(self._try(check, None)[0] is not Outcome.PASSED for check in checks if check.name in passed)
