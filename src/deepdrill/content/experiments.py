"""`experiment.py` of a lab: does it take the knobs and settle the questions of `lab.toml`, read without running it?"""

import ast
from collections.abc import Sequence
from pathlib import Path

from deepdrill.content.faults import Faults
from deepdrill.content.records import Parameter, Predict
from deepdrill.content.spelling import did_you_mean
from deepdrill.content.syntax import Function, decorator, functions, parse

__all__ = ["refuse_misfits"]


def refuse_misfits(
    path: Path, text: str, parameters: Sequence[Parameter], predicts: Sequence[Predict], faults: Faults
) -> None:
    """Note where `run` and the functions with @settles do not fit the knobs and the questions."""
    module = parse(path, text, Faults())  # that it is not Python has been noted where it was read
    if module is None:
        return
    found = {function.name: function for function in functions(module)}
    names = [parameter.name for parameter in parameters]
    if "run" in found:
        _refuse_other_knobs(path, found["run"], names, faults)
    else:
        faults.add(path, 1, "has no function run", f"write  def run(lab: Lab, *, {', '.join(names)}) -> None")
    _refuse_unsettled(path, module, predicts, faults)


def _refuse_other_knobs(path: Path, run: Function, names: list[str], faults: Faults) -> None:
    takes = [argument.arg for argument in run.args.kwonlyargs]
    first = [argument.arg for argument in (*run.args.posonlyargs, *run.args.args)]
    if first != ["lab"]:
        remedy = f"write  def run(lab: Lab, *, {', '.join(names)}) -> None"
        faults.add(path, run.lineno, f"run takes ({', '.join(first)}) before its knobs, not (lab)", remedy)
    for name in takes:
        if name not in names:
            remedy = did_you_mean(name, names, "the knobs are the [[parameters]] of lab.toml")
            faults.add(path, run.lineno, f'run takes "{name}", which lab.toml does not have', remedy)
    for name in names:
        if name not in takes:
            faults.add(path, run.lineno, f'run does not take the knob "{name}"', "add it after the *")
    if any(default is not None for default in run.args.kw_defaults):
        faults.add(path, run.lineno, "a knob of run has a default", "remove it: defaults stand in lab.toml")


def _refuse_unsettled(path: Path, module: ast.Module, predicts: Sequence[Predict], faults: Faults) -> None:
    ids = [predict.id for predict in predicts]
    settled: set[str] = set()
    for function in functions(module):
        mark = decorator(function, "settles")
        if mark is None:
            continue
        match mark:
            case ast.Call(args=[ast.Constant(value=str(question))]) if question in ids and question not in settled:
                settled.add(question)
            case ast.Call(args=[ast.Constant(value=str(question))]) if question in settled:
                faults.add(path, function.lineno, f'"{question}" is settled twice', "keep one of the functions")
            case ast.Call(args=[ast.Constant(value=str(question))]):
                remedy = did_you_mean(question, ids, "the questions are the [[predicts]] of lab.toml")
                faults.add(path, function.lineno, f'@settles names the unknown question "{question}"', remedy)
            case _:
                faults.add(path, function.lineno, "@settles names no question", 'write  @settles("ID OF A PREDICT")')
    for question in ids:
        if question not in settled:
            remedy = f'write  @settles("{question}")  above a function that runs the lab and gives the right choice'
            faults.add(path, 1, f'nothing settles the question "{question}"', remedy)
