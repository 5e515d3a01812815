"""Hints and solutions: opening one is recorded, so that a pass can be told from an unaided one."""

from collections.abc import Iterable
from dataclasses import dataclass

from deepdrill.clock import Clock
from deepdrill.content.records import Calculate, Debug, Drill, Explain, Implement
from deepdrill.errors import UsageError
from deepdrill.grading.calculation import Calculation
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Aid, Help

__all__ = ["Hints", "help_open", "hints_of", "open_hint", "open_solution", "solution_of"]


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What a learner has opened on a drill, and what is left."""

    drill: str
    opened: tuple[str, ...]
    """The rungs that are open, as Markdown."""
    total: int
    solution_open: bool
    passed: bool
    """Once passed, the solution opens without giving up."""


def hints_of(drill: Drill, *, learner: str, journal: Journal) -> Hints:
    """Show what is open; opens nothing."""
    rungs, solution_open = help_open(journal.help_for(learner, drill.path))
    return Hints(
        drill=drill.path,
        opened=drill.hints[:rungs],
        total=len(drill.hints),
        solution_open=solution_open,
        passed=_has_passed(drill, learner=learner, journal=journal),
    )


def open_hint(drill: Drill, *, learner: str, journal: Journal, clock: Clock) -> Hints:
    """Open the next rung; with all of them open, nothing changes."""
    rungs, _ = help_open(journal.help_for(learner, drill.path))
    if rungs < len(drill.hints):
        journal.open_help(Help(learner=learner, drill=drill.path, aid=Aid.HINT, rung=rungs + 1, opened_at=clock()))
    return hints_of(drill, learner=learner, journal=journal)


def open_solution(
    drill: Drill, *, learner: str, journal: Journal, clock: Clock, give_up: bool = False, seed: int = 0
) -> str:
    """Give the solution, after passing or by giving up, and record that it was opened.

    Args:
        drill: The drill.
        learner: Who asks.
        journal: Where it is recorded.
        clock: Gives the present moment.
        give_up: Open it although the drill has not been passed; this is recorded.
        seed: Of the numbers that a calculate drill's working is shown with.

    Raises:
        UsageError: Not passed and not given up, or a drill that has no solution.
    """
    text = solution_of(drill, seed)
    passed = _has_passed(drill, learner=learner, journal=journal)
    _, is_open = help_open(journal.help_for(learner, drill.path))
    if not (passed or give_up or is_open):
        raise UsageError(
            f"The solution of {drill.path} opens once you pass it, or when you say that you give up. "
            f"Say it with:  deepdrill solution {drill.path} --give-up"
        )
    journal.open_help(
        Help(
            learner=learner,
            drill=drill.path,
            aid=Aid.SOLUTION,
            rung=0,
            gave_up=not passed,
            opened_at=clock(),
        )
    )
    return text


def help_open(opened: Iterable[Help]) -> tuple[int, bool]:
    """Count the rungs that are open, and tell whether the solution is."""
    seen = tuple(opened)
    rungs = max((one.rung for one in seen if one.aid is Aid.HINT), default=0)
    return rungs, any(one.aid is Aid.SOLUTION for one in seen)


def _has_passed(drill: Drill, *, learner: str, journal: Journal) -> bool:
    standing = journal.standing(learner).get(drill.path)
    return standing is not None and standing.passed


def solution_of(drill: Drill, seed: int) -> str:
    """Give a worked answer, of a calculate drill with the numbers of this seed.

    Raises:
        UsageError: The drill has none.
    """
    match drill.body:
        case Implement(solution=code) | Debug(solution=code):
            return code
        case Explain(reference=text):
            return text
        case Calculate():
            return "\n\n".join(Calculation.load(drill).problem(seed).working)
        case _:
            raise UsageError(f"{drill.path} has no solution to show. See:  deepdrill show {drill.path}")
