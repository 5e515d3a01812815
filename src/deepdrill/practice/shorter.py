"""The shorter variants of a code drill, asked and answered: recall the trap, fill the line.

What they ask is made by `recall` from the drill's own files; a filled line is judged with the whole file, as any code.
"""

from collections.abc import Iterable

import msgspec

from deepdrill import recall
from deepdrill.clock import Clock
from deepdrill.content.records import Drill
from deepdrill.errors import UsageError
from deepdrill.practice.handing_in import begun
from deepdrill.practice.journal import Journal
from deepdrill.practice.records import Attempt, TrapGrade
from deepdrill.recall import Blank, Trap, Variant

__all__ = ["answer_trap", "blank_of", "trap_of"]


def trap_of(drill: Drill, drills: Iterable[Drill], seed: int) -> Trap:
    """Ask for a drill's trap among those of other drills.

    Raises:
        UsageError: The drill names no mistakes, or there are too few others to choose from.
    """
    asked = recall.trap(drill, tuple(drills), seed)
    if asked is None:
        raise UsageError(f"{drill.path} has no trap to recall. Do the whole drill:  deepdrill show {drill.path}")
    return asked


def blank_of(drill: Drill, seed: int) -> Blank:
    """Give the solution with one line missing.

    Raises:
        UsageError: The drill has no code, or no line that says enough.
    """
    asked = recall.blank_line(drill, seed)
    if asked is None:
        raise UsageError(f"{drill.path} has no line to fill. Do the whole drill:  deepdrill show {drill.path}")
    return asked


def answer_trap(
    drill: Drill,
    asked: Trap,
    choice: int,
    *,
    learner: str,
    seed: int,
    attempt_id: str,
    journal: Journal,
    clock: Clock,
) -> Attempt:
    """Say whether the choice is the drill's own trap, and record the attempt.

    Raises:
        UsageError: There is no such choice; nothing is recorded.
    """
    if not 0 <= choice < len(asked.choices):
        raise UsageError(f"Choose one of the {len(asked.choices)}, by its number from 1.")
    attempt = begun(
        drill,
        asked.choices[choice],
        learner=learner,
        seed=seed,
        attempt_id=attempt_id,
        journal=journal,
        clock=clock,
        variant=Variant.TRAP,
    )
    journal.begin(attempt)
    right = choice == asked.right
    grade = TrapGrade(
        choices=asked.choices, chosen=choice, right=asked.right, mistake=asked.mistake, share=float(right)
    )
    report = msgspec.json.encode(grade).decode()
    return journal.finish(attempt.id, outcome="passed" if right else "failed", report=report, at=clock())
