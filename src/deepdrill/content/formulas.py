"""`numbers.py` of a calculate drill: are its functions there and do they fit, read without running it."""

import ast
from pathlib import Path

from deepdrill.content.faults import Faults
from deepdrill.content.records import WrongFormula
from deepdrill.content.spelling import did_you_mean
from deepdrill.content.syntax import Function, decorator, functions, parse

__all__ = ["read_formulas"]

_PARTS = {
    "draw": "def draw(rng: random.Random) -> dict[str, int]  gives fresh numbers for the prompt",
    "answer": "def answer(…) -> float  takes the drawn numbers by name and gives the answer in the unit",
    "working": "def working(…) -> list[str]  gives the steps with these numbers",
}


def read_formulas(path: Path, text: str, faults: Faults) -> tuple[WrongFormula, ...]:
    """List the wrong formulas in the order of the file."""
    module = parse(path, text, faults)
    if module is None:
        return ()
    found = {function.name: function for function in functions(module)}
    for name, remedy in _PARTS.items():
        if name not in found:
            faults.add(path, 1, f"has no function {name}", remedy)
    wrong = [function for function in functions(module) if decorator(function, "wrong")]
    if not wrong:
        faults.add(path, 1, "holds no function with @wrong", 'write what a wrong turn gives, under  @wrong("You …")')
    if "answer" in found:
        for function in [*wrong, *(found[name] for name in ("working",) if name in found)]:
            _refuse_strangers(path, function, found["answer"], faults)
    return tuple(_wrong(path, function, faults) for function in wrong)


def _wrong(path: Path, function: Function, faults: Faults) -> WrongFormula:
    match decorator(function, "wrong"):
        case ast.Call(args=[ast.Constant(value=str(says))]) if says.strip():
            return WrongFormula(name=function.name, says=says.strip())
        case _:
            remedy = 'tell the learner in one sentence, as one plain text:  @wrong("You …")'
            faults.add(path, function.lineno, f"@wrong of {function.name} says nothing", remedy)
            return WrongFormula(name=function.name, says="")


def _refuse_strangers(path: Path, function: Function, answer: Function, faults: Faults) -> None:
    """Note parameters that `answer` does not have: every formula is called with the same drawn numbers."""
    known = _parameters(answer)
    if answer.args.kwarg:
        return
    for name in _parameters(function):
        if name not in known:
            remedy = did_you_mean(name, known, f"answer takes {', '.join(known)}")
            faults.add(path, function.lineno, f'{function.name} takes "{name}", which answer does not', remedy)
    missing = [name for name in known if name not in _parameters(function)]
    if missing and not function.args.kwarg:
        remedy = "it is called with every drawn number: add them, or **_ for those that it does not use"
        faults.add(path, function.lineno, f"{function.name} does not take {', '.join(missing)}", remedy)


def _parameters(function: Function) -> list[str]:
    spelled = function.args
    return [argument.arg for argument in (*spelled.posonlyargs, *spelled.args, *spelled.kwonlyargs)]
