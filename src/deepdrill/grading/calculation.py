"""Put fresh numbers into a calculate drill and grade the answer.

`numbers.py` of a drill is trusted source of ours; what the learner types is only ever read (`units`). A wrong
answer is named: first by the author's wrong formulas, then by the three slips that any calculation knows.
"""

import linecache
import math
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from deepdrill.content.records import Calculate, Drill
from deepdrill.errors import LibraryBroken
from deepdrill.grading import units

__all__ = ["Calculation", "Grade", "GradeOutcome", "Problem", "grade_from_json", "grade_to_json", "wrong"]

Formula = TypeVar("Formula", bound=Callable[..., float])

SAYS = "deepdrill_says"
"""The attribute by which `wrong` marks a function."""

NEAR = 0.01
"""How close to a known wrong value counts as that slip: people round to two or three digits. A thousand
for 1024 moves a number by 2.4% or more, so no two slips are mistaken for each other."""

ZERO = 1e-300
"""Below this a number is taken for nothing: a relative error has no meaning there."""


def wrong(says: str) -> Callable[[Formula], Formula]:
    """Mark a function of `numbers.py` as a wrong turn that people take.

    Args:
        says: One sentence to the learner: what happened and what to do.
    """

    def mark(formula: Formula) -> Formula:
        setattr(formula, SAYS, says)
        return formula

    return mark


class GradeOutcome(StrEnum):
    """How an answer was graded."""

    PASSED = "passed"
    FAILED = "failed"


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """The report on one answer to a calculate drill; its field names are a contract (`schema`)."""

    schema: Literal[1] = 1
    drill: str
    revision: int
    outcome: GradeOutcome
    message: str
    """One sentence."""
    understood: str
    """What was read, such as "1.6 GB = 1,600,000,000 bytes"."""
    expected: float
    unit: str
    expected_text: str
    """Such as "1,610,612,736 bytes (1.5 GiB)"."""
    relative_error: float | None = None
    """None where the answer has no unit, or one that measures something else."""
    mistake: str | None = None
    """The wrong formula, or the slip, that gives this answer."""
    says: str = ""
    """The mistake in words."""
    working: tuple[str, ...] = ()
    seed: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A calculate drill with its numbers drawn."""

    drill: str
    seed: int
    numbers: Mapping[str, float]
    prompt: str
    answer: float
    unit: str
    working: tuple[str, ...]
    """The steps with these numbers, Markdown with TeX."""
    wrong: Mapping[str, float]
    """What each wrong formula gives, by its name."""


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A wrong turn that gives a known value."""

    mistake: str
    says: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """A calculate drill, ready to be asked."""

    drill: Drill
    body: Calculate
    draw: Callable[[random.Random], Mapping[str, float]]
    answer: Callable[..., float]
    working: Callable[..., list[str]]
    wrong: Mapping[str, Callable[..., float]]

    @classmethod
    def load(cls, drill: Drill) -> "Calculation":
        """Run the drill's `numbers.py`, which is ours and trusted.

        Raises:
            LibraryBroken: The drill is of another kind, or its `numbers.py` or unit cannot be used.
        """
        if not isinstance(drill.body, Calculate):
            raise LibraryBroken(f"{drill.path} is not a calculate drill. See:  deepdrill show {drill.path}")
        if not units.is_unit(drill.body.unit):
            raise LibraryBroken(
                f'{drill.folder / "drill.toml"}: unknown unit "{drill.body.unit}"\n'
                '    write it as pint does, such as "byte", "FLOP/s" or ""; then:  deepdrill proof ' + drill.path
            )
        names = _run(drill.body.code, drill.folder / "numbers.py")
        missing = [name for name in ("draw", "answer", "working") if not callable(names.get(name))]
        if missing:
            raise LibraryBroken(
                f"{drill.folder / 'numbers.py'}: no function {' and no '.join(missing)}\n"
                f"    define it as in docs/content-format.md; then:  deepdrill proof {drill.path}"
            )
        marked = {name: value for name, value in names.items() if callable(value) and hasattr(value, SAYS)}
        return cls(
            drill=drill,
            body=drill.body,
            draw=names["draw"],
            answer=names["answer"],
            working=names["working"],
            wrong=marked,
        )

    def problem(self, seed: int) -> Problem:
        """Draw numbers; the same seed draws the same numbers again."""
        numbers = dict(self.draw(random.Random(seed)))  # noqa: S311  numbers for a prompt keep no secret
        return Problem(
            drill=self.drill.path,
            seed=seed,
            numbers=numbers,
            prompt=_fill(self.drill.prompt, numbers),
            answer=float(self.answer(**numbers)),
            unit=self.body.unit,
            working=tuple(self.working(**numbers)),
            wrong={name: float(formula(**numbers)) for name, formula in self.wrong.items()},
        )

    def read(self, text: str) -> units.Reading:
        """Read an answer without grading it; raises `UnreadableAnswer` as `grade` does."""
        return units.read(text, wanted=self.body.unit)

    def grade(self, seed: int, text: str) -> Grade:
        """Grade an answer to the numbers of this seed.

        Raises:
            UnreadableAnswer: The text is not a number with a unit; nothing was graded.
        """
        reading = self.read(text)
        problem = self.problem(seed)
        if reading.value is None:
            return self._report(problem, reading, GradeOutcome.FAILED, reading.trouble)
        error = _relative_error(reading.value, problem.answer)
        if error <= self.body.tolerance:
            message = f"The answer is {_expected(problem)}."
            return self._report(problem, reading, GradeOutcome.PASSED, message, error=error)
        slip = self._slip(problem, reading.value)
        message = slip.says if slip else _how_far(reading.value, problem.answer)
        return self._report(problem, reading, GradeOutcome.FAILED, message, error=error, slip=slip)

    def _slip(self, problem: Problem, value: float) -> Slip | None:
        """Find the wrong turn that gives this value; the author's come before the general ones."""
        near = min(self.body.tolerance, NEAR) or NEAR
        authors = [
            Slip(mistake=name, says=getattr(self.wrong[name], SAYS), value=wrong_value)
            for name, wrong_value in problem.wrong.items()
        ]
        for slips, within in ((authors, self.body.tolerance), (_general_slips(problem), near)):
            close = [slip for slip in slips if _relative_error(value, slip.value) <= within]
            if close:
                return min(close, key=lambda slip: _relative_error(value, slip.value))
        return None

    def _report(
        self,
        problem: Problem,
        reading: units.Reading,
        outcome: GradeOutcome,
        message: str,
        *,
        error: float | None = None,
        slip: Slip | None = None,
    ) -> Grade:
        return Grade(
            drill=self.drill.path,
            revision=self.drill.revision,
            outcome=outcome,
            message=message,
            understood=reading.understood,
            expected=problem.answer,
            unit=problem.unit,
            expected_text=_expected(problem),
            relative_error=error if error is not None and math.isfinite(error) else None,
            mistake=slip.mistake if slip else None,
            says=slip.says if slip else "",
            working=problem.working,
            seed=problem.seed,
        )


def grade_to_json(grade: Grade) -> str:
    """Write a grade as one line of JSON."""
    return msgspec.json.encode(grade).decode()


def grade_from_json(text: str | bytes) -> Grade:
    """Read a grade back; raises `msgspec.ValidationError` for another schema."""
    return msgspec.json.decode(text, type=Grade)


def _run(source: str, path: Path) -> dict[str, Any]:
    """Run a `numbers.py` under its own file name, so that a traceback shows its lines."""
    linecache.cache[str(path)] = (len(source), None, source.splitlines(keepends=True), str(path))
    names: dict[str, Any] = {"__name__": "numbers_of_a_drill", "__file__": str(path)}
    exec(compile(source, str(path), "exec", dont_inherit=True), names)  # noqa: S102  a drill's own file, ours
    return names


def _fill(prompt: str, numbers: Mapping[str, float]) -> str:
    r"""Put the numbers in place of their names.

    After `^`, `_` or a TeX command the braces stay: `2^{bits}` becomes `2^{16}`, as TeX needs it.
    """
    names = "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True))
    if not names:
        return prompt
    pattern = re.compile(rf"(?P<tex>[\^_}}\]]|\\[A-Za-z]+)?\{{(?P<name>{names})\}}")

    def number(found: re.Match[str]) -> str:
        text = str(numbers[found["name"]])
        return f"{found['tex']}{{{text}}}" if found["tex"] else text

    return pattern.sub(number, prompt)


def _relative_error(value: float, truth: float) -> float:
    if abs(truth) < ZERO:
        return abs(value)
    return abs(value - truth) / abs(truth)


def _how_far(value: float, truth: float) -> str:
    """Say how far off an answer is that no known mistake explains."""
    ratio = value / truth if abs(truth) >= ZERO else 0.0
    if ratio <= 0 or not math.isfinite(ratio):
        return "That is far off: compare your steps with the working."
    side = "large" if ratio > 1 else "small"
    factor = max(ratio, 1 / ratio)
    size = f"{100 * abs(ratio - 1):.3g}%" if factor < 2 else f"{units.digits(factor)} times"  # noqa: PLR2004
    return f"That is {size} too {side}: compare your steps with the working."


def _expected(problem: Problem) -> str:
    """Write the right answer, bytes also in the unit that people say."""
    text = units.show(problem.answer, problem.unit)
    if problem.unit != "byte":
        return text
    for power, unit in ((4, "TiB"), (3, "GiB"), (2, "MiB"), (1, "KiB")):
        if abs(problem.answer) >= 1024**power:
            return f"{text} ({problem.answer / 1024**power:.4g} {unit})"
    return text


def _general_slips(problem: Problem) -> list[Slip]:
    """List what the three slips that any calculation knows would give."""
    slips = _powers_of_ten(problem.answer)
    if units.dimension(problem.unit).startswith("[information]"):
        slips = [*_bits_for_bytes(problem.answer), *_thousands_for_1024(problem.answer), *slips]
    return slips


def _bits_for_bytes(answer: float) -> list[Slip]:
    says = "You are off by a factor of 8: a byte has 8 bits, so check which of the two you counted."
    return [Slip(mistake="bits for bytes", says=says, value=answer * factor) for factor in (8.0, 1 / 8)]


def _thousands_for_1024(answer: float) -> list[Slip]:
    says = (
        "You are off by exactly the step between 1000 and 1024: "
        "1 GB is 1,000,000,000 bytes and 1 GiB is 1,073,741,824, so write the unit that you used."
    )
    return [
        Slip(mistake="1000 for 1024", says=says, value=answer * (1024 / 1000) ** power)
        for power in (-4, -3, -2, -1, 1, 2, 3, 4)
    ]


def _powers_of_ten(answer: float) -> list[Slip]:
    return [
        Slip(
            mistake="power of ten",
            says=f"The digits are right, but off by a factor of 10^{abs(power)}: count the zeros again.",
            value=answer * 10.0**power,
        )
        for power in range(-12, 13)
        if power
    ]
