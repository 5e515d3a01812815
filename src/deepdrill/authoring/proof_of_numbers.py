"""Proof of a calculate drill: on many draws the answer works out and every wrong turn is named."""

import math
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Calculate, Drill
from deepdrill.errors import DeepdrillError
from deepdrill.grading.calculation import Calculation, Problem

__all__ = ["DRAWS", "number_proofs"]

DRAWS = 200
"""Enough that numbers that collide once in 50 draws slip through once in 57 proofs."""

_PLACEHOLDER = re.compile(r"(?<![\\A-Za-z^_}\]])\{([A-Za-z_]\w*)\}")
"""A name in braces that is not the argument of a TeX command, an index or a power."""


def number_proofs(drill: Drill, body: Calculate, seed: int) -> list[Proof]:
    """Put the whole drill to the test in one go; drawing numbers is quick."""
    dice = random.Random(f"{seed} {drill.path}")  # noqa: S311  seeds to repeat, not secrets
    seeds = [dice.randrange(2**31) for _ in range(DRAWS)]
    return [lambda: _prove(drill, body, seeds)]


def _prove(drill: Drill, body: Calculate, seeds: list[int]) -> list[ProofLine]:
    try:
        calculation = Calculation.load(drill)
        problems = [calculation.problem(seed) for seed in seeds]
    except DeepdrillError as error:
        return [_line(drill, "numbers", str(error))]
    except Exception as error:  # noqa: BLE001  numbers.py is the author's and may raise anything
        return [_line(drill, "numbers", f"numbers.py raises {type(error).__name__}: {error}")]
    claims: dict[str, Callable[[Problem], Iterator[str]]] = {
        "answer": partial(_answer_troubles, calculation),
        "working": _working_troubles,
        "prompt": partial(_prompt_troubles, drill.prompt),
        **{f"wrong {name}": partial(_wrong_troubles, calculation, body, name) for name in calculation.wrong},
    }
    return [_line(drill, what, _first_trouble(problems, troubles)) for what, troubles in claims.items()]


def _line(drill: Drill, what: str, trouble: str) -> ProofLine:
    return ProofLine(drill=drill.path, what=what, ok=not trouble, detail=trouble)


def _first_trouble(problems: list[Problem], troubles: Callable[[Problem], Iterator[str]]) -> str:
    """Show the first draw that goes wrong, and how many others do."""
    bad = [(problem, found) for problem in problems if (found := next(troubles(problem), ""))]
    if not bad:
        return ""
    problem, found = bad[0]
    drawn = ", ".join(f"{name}={value}" for name, value in problem.numbers.items())
    return f"{found} (on {len(bad)} of {len(problems)} draws; first with {drawn}, seed {problem.seed})"


def _answer_troubles(calculation: Calculation, problem: Problem) -> Iterator[str]:
    if not math.isfinite(problem.answer) or problem.answer == 0:
        yield f"the answer is {problem.answer}; draw numbers that give one to compare with"
    elif not _grades_as(calculation, problem, problem.answer, None):
        yield f"the grader does not accept the answer {problem.answer:.12g} itself"


def _working_troubles(problem: Problem) -> Iterator[str]:
    if not problem.working or not all(step.strip() for step in problem.working):
        yield "working gives no steps, or an empty one"


def _prompt_troubles(prompt: str, problem: Problem) -> Iterator[str]:
    for name in _PLACEHOLDER.findall(prompt):
        if name not in problem.numbers:
            yield f"the prompt asks for {{{name}}}, which draw does not give"
    for name in problem.numbers:
        if f"{{{name}}}" not in prompt:
            yield f"draw gives {name}, which the prompt does not show; write {{{name}}} into it"


def _wrong_troubles(calculation: Calculation, body: Calculate, name: str, problem: Problem) -> Iterator[str]:
    value = problem.wrong[name]
    if not math.isfinite(value):
        yield f"it gives {value}"
        return
    if _close(value, problem.answer, body.tolerance):
        yield f"it gives {value:.6g}, within tolerance of the answer {problem.answer:.6g}"
    for one, other in combinations(problem.wrong, 2):
        if name == one and _close(value, problem.wrong[other], body.tolerance):
            yield f"it gives {value:.6g}, within tolerance of {other} ({problem.wrong[other]:.6g})"
    if not _grades_as(calculation, problem, value, name):
        yield f"the grader does not name it for {value:.12g}"


def _close(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def _grades_as(calculation: Calculation, problem: Problem, value: float, mistake: str | None) -> bool:
    """Hand the value in as a learner would type it; no mistake means that it must pass."""
    grade = calculation.grade(problem.seed, f"{value:.12g} {calculation.body.unit}")
    return grade.mistake == mistake and (grade.outcome == "passed") is (mistake is None)
