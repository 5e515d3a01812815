"""Proof of a debug drill: the broken program really fails, the solution is a cure, and nothing else passes for one.

Training is chance, so both are tried from many seeds. That needs no isolation (the code is ours); what a learner will
meet, the jail and its limits, is tried once. Every attempt at a repair that only treats a symptom has to be caught and
called by its name.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from deepdrill.authoring.proof_of_code import Judging, mistake_trouble, solution_trouble
from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Debug, Drill, LogChart, Mistake
from deepdrill.judge.verdict import Event, Outcome, Program, Row, RunReport, Submission, Verdict

__all__ = ["Running", "repair_proofs"]

TRAININGS = 20
"""Seeds from which broken has to fail and the solution has to pass."""

PER_VERDICT = 2
"""`checks.RETRAININGS`; that module imports torch, and this one must not."""

_MORE_SEEDS = 3
"""Further seeds that a mistake may not pass on."""


class Running(Protocol):
    """What a proof needs of whoever runs programs."""

    def run(self, program: Program, on_event: Callable[[Event], None] | None = None) -> RunReport:
        """Run a program and give what it logged."""


def repair_proofs(
    drill: Drill, body: Debug, *, judge: Judging, trusted: Judging, programs: Running, seed: int
) -> list[Proof]:
    """List what has to be shown.

    Args:
        drill: The drill.
        body: What it holds.
        judge: Judges in the jail, as a learner's submission is.
        trusted: Judges without one.
        programs: Runs programs in the jail.
        seed: All seeds follow from it.
    """
    dice = random.Random(f"{seed} {drill.path}")  # noqa: S311  seeds to repeat, not secrets
    seeds = [dice.randrange(2**31) for _ in range(TRAININGS)]

    def verdict(by: Judging, code: str, seed: int, *, brief: bool = False, diagnose: bool = False) -> Verdict:
        return by.judge(Submission(drill=drill.path, code=code, seed=seed, brief=brief, diagnose=diagnose))

    def broken() -> list[ProofLine]:
        trouble = _broken_trouble(body, [verdict(trusted, body.broken, one) for one in seeds])
        return [_line(drill, f"broken fails from {TRAININGS} seeds", trouble)]

    def unchanged() -> list[ProofLine]:
        named = [one.mistake for one in verdict(judge, body.broken, seeds[0], diagnose=True).diagnosis]
        trouble = (
            f"it is diagnosed as {', '.join(named)}; note in every check what these do differently" if named else ""
        )
        return [_line(drill, "broken is no mistake's double", trouble)]

    def solution() -> list[ProofLine]:
        found = [verdict(trusted, body.solution, one) for one in seeds[: TRAININGS // PER_VERDICT]]
        return [_line(drill, f"solution passes from {TRAININGS} seeds", _first(map(solution_trouble, found)))]

    def jailed() -> list[ProofLine]:
        return [_line(drill, "solution in the jail", solution_trouble(verdict(judge, body.solution, seeds[0])))]

    def mistake(one: Mistake) -> list[ProofLine]:
        trouble = mistake_trouble(one, verdict(judge, one.code, seeds[0], diagnose=True))
        lucky = sum(
            verdict(trusted, one.code, other, brief=True).outcome is Outcome.PASSED
            for other in seeds[1 : 1 + _MORE_SEEDS]
        )
        if lucky and not trouble:
            trouble = f"it passes every check from {lucky} of {_MORE_SEEDS} other seeds; make {one.fails} stricter"
        return [_line(drill, f"mistake {one.name}", trouble)]

    def curves(name: str, code: str) -> list[ProofLine]:
        report = programs.run(Program(drill=drill.path, code=code, seed=0))
        return [_line(drill, f"curves of {name}", _curves_trouble(body.charts, report))]

    return [
        partial(curves, "broken", body.broken),
        partial(curves, "solution", body.solution),
        jailed,
        unchanged,
        *(partial(mistake, one) for one in body.mistakes),
        broken,
        solution,
    ]


def _line(drill: Drill, what: str, trouble: str) -> ProofLine:
    return ProofLine(drill=drill.path, what=what, ok=not trouble, detail=trouble)


def _first(troubles: "map[str]") -> str:
    return next(filter(None, troubles), "")


def _broken_trouble(body: Debug, verdicts: Sequence[Verdict]) -> str:
    """Each seed has to show the symptom and every single cause."""
    ours = next((one for one in verdicts if one.outcome is Outcome.BROKEN), None)
    if ours is not None:
        return f"BROKEN, our own fault: {ours.message}"
    ended = next((one for one in verdicts if one.outcome is not Outcome.FAILED), None)
    if ended is not None:
        return f"broken.py has to run to its end and fail; seed {ended.seed} ends it: {ended.outcome} ({ended.message})"
    holds = Counter(report.name for one in verdicts for report in one.checks if report.outcome is Outcome.PASSED)
    demanded = dict.fromkeys([body.metric, *(cause.check for cause in body.causes if cause.true)])
    lucky = [f"{name} holds from {holds[name]} of {len(verdicts)} seeds" for name in demanded if holds[name]]
    return f"{'; '.join(lucky)}; break the program harder, or make the check stricter" if lucky else ""


def _curves_trouble(charts: Sequence[LogChart], report: RunReport) -> str:
    if report.outcome is not Outcome.FINISHED:
        return f"it does not run to its end ({report.outcome}): {report.message}"
    if report.rows_dropped:
        return f"it logs {report.rows_dropped + len(report.rows)} rows; log less often"
    missing = [name for chart in charts for name in chart.series if not _drawn(name, report.rows)]
    return f"it never logs a finite {', '.join(missing)}, which [debug.charts] names" if missing else ""


def _drawn(name: str, rows: Sequence[Row]) -> bool:
    return any(row.values.get(name) is not None for row in rows)
