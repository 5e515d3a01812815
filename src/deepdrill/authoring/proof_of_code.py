"""Proof of an implement drill: red starter, green solution, every mistake caught and called by its name."""

import random
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Protocol

from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Drill, Implement, Mistake
from deepdrill.judge.verdict import Outcome, Submission, Verdict

__all__ = ["Judging", "code_proofs", "mistake_trouble", "solution_trouble"]

EMPTY: Mapping[str, str] = MappingProxyType({})

_SEEDS = 2
"""A solution that passes by luck of the draw seldom does so twice."""

_CAUGHT = frozenset({Outcome.FAILED, Outcome.CRASHED, Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY})


class Judging(Protocol):
    """What a proof needs of a judge."""

    def judge(self, submission: Submission) -> Verdict:
        """Give the verdict on one submission."""


def code_proofs(
    drill: Drill, body: Implement, judge: Judging, seed: int, *, stage: str = "", modules: Mapping[str, str] = EMPTY
) -> list[Proof]:
    """List what has to be shown, each on its own so that a slow one holds up nothing.

    Args:
        drill: What is proved.
        body: Its code, or that of one of its stages.
        judge: Who judges.
        seed: All seeds follow from it.
        stage: Of a case.
        modules: The files of the other stages, which the code may import.
    """
    dice = random.Random(f"{seed} {drill.path}{stage}")  # noqa: S311  seeds to repeat, not secrets
    seeds = [dice.randrange(2**31) for _ in range(_SEEDS)]
    prefix = f"{stage}: " if stage else ""

    def verdict(code: str, seed: int = seeds[0]) -> Verdict:
        return judge.judge(Submission(drill=drill.path, code=code, seed=seed, stage=stage, modules=dict(modules)))

    def starter() -> list[ProofLine]:
        return [_line(drill, f"{prefix}starter", _starter_trouble(verdict(body.starter)))]

    def solution(seed: int) -> list[ProofLine]:
        return [_line(drill, f"{prefix}solution, seed {seed}", solution_trouble(verdict(body.solution, seed)))]

    def mistake(one: Mistake) -> list[ProofLine]:
        return [_line(drill, f"{prefix}mistake {one.name}", mistake_trouble(one, verdict(one.code)))]

    return [
        starter,
        *(partial(solution, seed) for seed in seeds),
        *(partial(mistake, one) for one in body.mistakes),
    ]


def _line(drill: Drill, what: str, trouble: str) -> ProofLine:
    return ProofLine(drill=drill.path, what=what, ok=not trouble, detail=trouble)


def _starter_trouble(verdict: Verdict) -> str:
    match verdict.outcome:
        case Outcome.BROKEN:
            return _broken(verdict)
        case Outcome.PASSED:
            return "the starter passes every check; take more of the solution out of starter.py"
        case Outcome.REFUSED:
            return f"the starter is refused, so a learner cannot begin with it: {verdict.message}"
        case _:
            return ""


def solution_trouble(verdict: Verdict) -> str:
    """Say what is wrong with a solution's verdict; empty where it passed."""
    if verdict.outcome is Outcome.BROKEN:
        return _broken(verdict)
    if verdict.outcome is Outcome.PASSED:
        return ""
    failed = next((check for check in verdict.checks if check.outcome is not Outcome.PASSED), None)
    if failed is None:
        return f"the solution {verdict.outcome}: {_crash(verdict) or verdict.message}"
    seen = failed.failure.message if failed.failure else failed.crash.message if failed.crash else ""
    return f"the solution fails {failed.name} ({failed.outcome}): {seen or verdict.message}"


def mistake_trouble(mistake: Mistake, verdict: Verdict) -> str:
    """Say what is wrong; the two troubles of a mistake that is caught may come together."""
    if verdict.outcome is Outcome.BROKEN:
        return _broken(verdict)
    if verdict.outcome is Outcome.PASSED:
        return f"it passes every check; make {mistake.fails} stricter"
    if verdict.outcome is Outcome.REFUSED:
        return f"it is refused before any check runs: {verdict.message}"
    troubles = (_wrong_check(mistake, verdict), _wrong_name(mistake, verdict))
    return "; ".join(trouble for trouble in troubles if trouble)


def _wrong_check(mistake: Mistake, verdict: Verdict) -> str:
    caught = [check.name for check in verdict.checks if check.outcome in _CAUGHT]
    if mistake.fails in caught:
        return ""
    if not caught:
        return f"it ends before any check ({verdict.outcome}): {_crash(verdict) or verdict.message}"
    return f"it does not fail {mistake.fails} but {', '.join(caught)}; correct its fails line or that check"


def _wrong_name(mistake: Mistake, verdict: Verdict) -> str:
    named = [diagnosis.mistake for diagnosis in verdict.diagnosis]
    if named[:1] == [mistake.name]:
        return ""
    seen = f"as {named[0]}" if named else "not at all"
    return f"it is diagnosed {seen}, not by its own name; make the two behave differently"


def _crash(verdict: Verdict) -> str:
    crash = verdict.crash
    return f"{crash.error}: {crash.message} (line {crash.line})" if crash else ""


def _broken(verdict: Verdict) -> str:
    found = next((one for one in verdict.checks if one.outcome is Outcome.BROKEN and one.failure), None)
    why = f"{found.name}: {found.failure.message}" if found and found.failure else verdict.message
    return f"BROKEN, our own fault: {why}"
