"""The checks of a drill as claims: what `checks.py` promises, read without running it."""

import ast
from pathlib import Path

from deepdrill.content.faults import Faults
from deepdrill.content.records import Claim
from deepdrill.content.syntax import Function, decorator, functions, parse

__all__ = ["read_claims"]


def read_claims(path: Path, text: str, faults: Faults) -> tuple[Claim, ...]:
    """List the checks in the order of the file."""
    module = parse(path, text, faults)
    if module is None:
        return ()
    checks = [function for function in functions(module) if decorator(function, "check")]
    if not checks:
        remedy = "write one function with @check per claim of the prompt"
        faults.add(path, 1, "holds no function with @check", remedy)
    claims: dict[str, Claim] = {}
    for function in checks:
        if function.name in claims:
            faults.add(path, function.lineno, f"there are two checks named {function.name}", "rename one of them")
        claims[function.name] = _claim(path, function, faults)
    return tuple(claims.values())


def _claim(path: Path, function: Function, faults: Faults) -> Claim:
    says = (ast.get_docstring(function) or "").partition("\n")[0].strip()
    if not says:
        remedy = "open it with a docstring: the claim in one sentence, as the learner reads it"
        faults.add(path, function.lineno, f"the check {function.name} has no docstring", remedy)
    return Claim(name=function.name, says=says, line=function.lineno)
