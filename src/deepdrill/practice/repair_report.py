"""The report on a repair: a versioned record with one JSON form."""

from typing import Literal

import msgspec

from deepdrill.grading.causes import CausesGrade, ChosenTest
from deepdrill.judge.verdict import Outcome, Verdict

__all__ = ["Repair", "repair_from_json", "repair_of", "repair_to_json"]


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a repaired program, the causes that were named and the test that was chosen."""

    schema: Literal[1] = 1
    verdict: Verdict
    causes: CausesGrade | None
    """None where only the program was asked for, as in an interview, where causes are talked about."""
    test: ChosenTest | None = None
    share: float
    """How much of it is right, from 0 to 1: the program's checks and the causes count half each."""

    @property
    def outcome(self) -> Outcome:
        """Passed where the program is repaired and its causes are named; a verdict that is not ends as it does."""
        if self.verdict.outcome is Outcome.PASSED and self.causes is not None and not self.causes.right:
            return Outcome.FAILED
        return self.verdict.outcome

    @property
    def message(self) -> str:
        """Say in a sentence or two what holds and what does not."""
        program = "The program is repaired" if self.verdict.outcome is Outcome.PASSED else "The program is not repaired"
        if self.causes is None:
            return f"{program}."
        if self.causes.right:
            joint = "and" if self.verdict.outcome is Outcome.PASSED else "but"
            return f"{program}, {joint} its {_plural(self.causes.found, 'cause is', 'causes are')} named."
        joint = "but" if self.verdict.outcome is Outcome.PASSED else "and"
        return f"{program}, {joint} {_causes_say(self.causes)}."


def repair_of(verdict: Verdict, causes: CausesGrade | None, test: ChosenTest | None) -> Repair:
    """Put a report together."""
    checks = [one.outcome is Outcome.PASSED for one in verdict.checks]
    program = sum(checks) / len(checks) if checks else 0.0
    if causes is None:
        return Repair(verdict=verdict, causes=None, test=test, share=program)
    wrong = len(causes.named) - causes.found
    named = max(0, causes.found - wrong) / (causes.found + causes.missed)
    return Repair(verdict=verdict, causes=causes, test=test, share=(program + named) / 2)


def _causes_say(causes: CausesGrade) -> str:
    wrong = len(causes.named) - causes.found
    total = causes.found + causes.missed
    if not causes.found:
        return f"what you named is not {'the cause' if total == 1 else 'among its causes'}"
    parts = [f"you named {causes.found} of its {total} causes"] if causes.missed else []
    named = len(causes.named)
    parts += [f"{wrong} of the {named} causes that you named {_plural(wrong, 'is', 'are')} wrong"] if wrong else []
    return " and ".join(parts)


def repair_to_json(report: Repair) -> str:
    """Write a report as one line of JSON."""
    return msgspec.json.encode(report).decode()


def repair_from_json(text: str | bytes) -> Repair:
    """Read a report back; raises `msgspec.ValidationError` for another schema."""
    return msgspec.json.decode(text, type=Repair)


def _plural(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
