"""What a drill of each kind holds besides the files that all drills have."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from deepdrill.content.claims import read_claims
from deepdrill.content.folder import Folder
from deepdrill.content.formulas import read_formulas
from deepdrill.content.mistakes import read_mistakes, refuse_unbound
from deepdrill.content.records import (
    Answer,
    Body,
    Calculate,
    Case,
    Cause,
    Claim,
    Debug,
    Equivalent,
    Explain,
    Implement,
    Kind,
    Lab,
    Limits,
    Misconception,
    Parameter,
    Point,
    Predict,
    Stage,
)
from deepdrill.content.shapes import (
    AnswerShape,
    CausesShape,
    DrillShape,
    EquivalentsShape,
    ExplainShape,
    LabShape,
    LimitsShape,
    RubricShape,
    Shape,
    StagesShape,
)
from deepdrill.content.syntax import parse
from deepdrill.content.tables import Table, read_table

__all__ = ["LAYOUTS", "Layout", "read_body"]

S = TypeVar("S", bound=Shape)

_FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*\n(?P<text>.*)\Z", re.DOTALL | re.MULTILINE)
_FEWEST_ANSWERS = 4

_CHECKS = "write one function with @check per claim of the prompt"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Which files a kind has besides drill.toml, prompt.md and followups.md."""

    files: frozenset[str]
    folders: frozenset[str] = frozenset()
    hints: bool = True
    runs: bool = True
    """Whether something is run, so that [limits] mean anything."""


LAYOUTS: Mapping[Kind, Layout] = MappingProxyType(
    {
        Kind.IMPLEMENT: Layout(
            files=frozenset({"starter.py", "solution.py", "checks.py", "equivalents.toml"}),
            folders=frozenset({"mistakes"}),
        ),
        Kind.CALCULATE: Layout(files=frozenset({"numbers.py"}), runs=False),
        Kind.EXPLAIN: Layout(
            files=frozenset({"rubric.toml", "reference.md", "evidence.py"}),
            folders=frozenset({"answers"}),
            runs=False,
        ),
        Kind.DEBUG: Layout(files=frozenset({"broken.py", "solution.py", "checks.py", "causes.toml"})),
        Kind.LAB: Layout(files=frozenset({"experiment.py", "lab.toml"}), hints=False),
        Kind.CASE: Layout(files=frozenset({"stages.toml", "checks.py"}), hints=False),
    }
)


def read_body(folder: Folder, table: Table[DrillShape]) -> Body | None:
    """Read what the drill's kind adds; nothing where a file that it cannot do without is faulty."""
    return _READERS[table.holds.kind](folder, table.holds)


def _implement(folder: Folder, drill: DrillShape) -> Implement | None:
    starter = _python(folder, "starter.py", "write where the learner begins; it must fail")
    solution = folder.text("solution.py", "write a worked answer with the why in comments; it must pass")
    claims = _claims(folder)
    defines = tuple(drill.implement.defines) if drill.implement else ()
    if solution is not None:
        refuse_unbound(folder.path / "solution.py", solution, defines, folder.faults)
    mistakes = read_mistakes(folder, defines, claims)
    equivalents = _equivalents(folder)
    if starter is None or solution is None or drill.implement is None:
        return None
    return Implement(
        defines=defines,
        forbids=tuple(drill.implement.forbids),
        limits=_limits(drill.limits),
        starter=starter,
        solution=solution,
        claims=claims,
        mistakes=mistakes,
        equivalents=equivalents,
    )


def _equivalents(folder: Folder) -> tuple[Equivalent, ...]:
    text = folder.optional_text("equivalents.toml")
    table = read_table(folder.path / "equivalents.toml", text, EquivalentsShape, folder.faults) if text else None
    if table is None:
        return ()
    pairs = (f"{one.before} → {one.after}" for one in table.holds.equivalents)
    table.refuse_repeats(("equivalents",), pairs, "change", "after")
    return tuple(
        Equivalent(
            before=one.before, after=one.after, reason=one.reason, line=table.line(("equivalents", index, "before"))
        )
        for index, one in enumerate(table.holds.equivalents)
    )


def _calculate(folder: Folder, drill: DrillShape) -> Calculate | None:
    code = folder.text("numbers.py", "write draw, answer, working and at least one function with @wrong")
    if code is None:
        return None
    wrong = read_formulas(folder.path / "numbers.py", code, folder.faults)
    if drill.calculate is None:
        return None
    shape = drill.calculate
    return Calculate(unit=shape.unit, tolerance=shape.tolerance, code=code, wrong=wrong)


def _explain(folder: Folder, drill: DrillShape) -> Explain | None:
    rubric = _rubric(folder)
    reference = folder.text("reference.md", "write the answer that a strong candidate gives aloud")
    if reference is not None and not reference.strip():
        folder.faults.add(folder.path / "reference.md", 1, "is empty", "write the answer that a candidate gives")
    evidence = folder.optional_text("evidence.py")
    parse(folder.path / "evidence.py", evidence, folder.faults)
    answers = _answers(folder, rubric)
    if rubric is None or reference is None:
        return None
    return Explain(
        full_at=(drill.explain or ExplainShape()).full_at,
        points=tuple(_point(rubric, index) for index in range(len(rubric.points))),
        misconceptions=tuple(_misconception(rubric, index) for index in range(len(rubric.misconceptions))),
        reference=reference,
        answers=answers,
        evidence=evidence,
    )


def _rubric(folder: Folder) -> RubricShape | None:
    table = _table(folder, "rubric.toml", RubricShape, "write its [[points]] and [[misconceptions]]")
    if table is None:
        return None
    table.refuse_repeats(("points",), (point.id for point in table.holds.points), "point", "id")
    wrong = (misconception.id for misconception in table.holds.misconceptions)
    table.refuse_repeats(("misconceptions",), wrong, "misconception", "id")
    return table.holds


def _point(rubric: RubricShape, index: int) -> Point:
    shape = rubric.points[index]
    return Point(
        id=shape.id,
        weight=shape.weight,
        say=tuple(shape.say),
        must=tuple(tuple(group) for group in shape.must),
        formula=tuple(shape.formula),
        hint=shape.hint,
    )


def _misconception(rubric: RubricShape, index: int) -> Misconception:
    shape = rubric.misconceptions[index]
    return Misconception(
        id=shape.id,
        wrong=tuple(shape.wrong),
        right=tuple(shape.right),
        anchor=tuple(shape.anchor),
        wrong_cue=tuple(shape.wrong_cue),
        right_cue=tuple(shape.right_cue),
        explain=shape.explain,
    )


def _answers(folder: Folder, rubric: RubricShape | None) -> tuple[Answer, ...]:
    inside = Folder(path=folder.path / "answers", faults=folder.faults)
    if not inside.path.is_dir():
        remedy = f"make it, and write at least {_FEWEST_ANSWERS} sample answers, weak to strong"
        folder.faults.add(inside.path, 0, "the folder answers/ is missing", remedy)
        return ()
    inside.refuse_all_but(".md")
    texts = inside.texts("[!.]*.md")
    if len(texts) < _FEWEST_ANSWERS:
        what = f"holds {len(texts)} sample answers, not {_FEWEST_ANSWERS} or more"
        folder.faults.add(inside.path, 0, what, "write more, weak to strong")
    read = (_answer(inside, name, text, rubric) for name, text in texts.items())
    return tuple(answer for answer in read if answer)


def _answer(folder: Folder, name: str, text: str, rubric: RubricShape | None) -> Answer | None:
    path = folder.path / f"{name}.md"
    found = _FRONT_MATTER.match(text)
    if found is None:
        remedy = "open it with TOML between +++ lines: covers = [point ids] and voices = [misconception ids]"
        folder.faults.add(path, 1, "does not declare what it contains", remedy)
        return None
    table = read_table(path, found["toml"], AnswerShape, folder.faults, lines_before=1)
    if not found["text"].strip():
        folder.faults.add(path, text.count("\n") + 1, "says nothing", "write the answer below the +++ lines")
    if table is None:
        return None
    if rubric is not None:
        points = [point.id for point in rubric.points]
        misconceptions = [misconception.id for misconception in rubric.misconceptions]
        for index, word in enumerate(table.holds.covers):
            table.refuse_unknown(("covers", index), word, points, "point", "points are in rubric.toml")
        for index, word in enumerate(table.holds.voices):
            where = "misconceptions are in rubric.toml"
            table.refuse_unknown(("voices", index), word, misconceptions, "misconception", where)
    return Answer(
        name=name,
        text=found["text"].strip(),
        covers=tuple(table.holds.covers),
        voices=tuple(table.holds.voices),
    )


def _debug(folder: Folder, drill: DrillShape) -> Debug | None:
    broken = _python(folder, "broken.py", "write the program that runs and learns badly")
    solution = _python(folder, "solution.py", "write the same program with the cause repaired")
    claims = _claims(folder)
    causes = _table(folder, "causes.toml", CausesShape, "write the causes to choose from")
    if causes is not None:
        causes.refuse_repeats(("causes",), (cause.id for cause in causes.holds.causes), "cause", "id")
        if not any(cause.true for cause in causes.holds.causes):
            causes.fault(("causes",), "no cause is the true one", "mark what is really wrong with  true = true")
    if broken is None or solution is None or causes is None:
        return None
    return Debug(
        broken=broken,
        solution=solution,
        causes=tuple(Cause(id=cause.id, says=cause.says, true=cause.true) for cause in causes.holds.causes),
        claims=claims,
        limits=_limits(drill.limits),
    )


def _lab(folder: Folder, drill: DrillShape) -> Lab | None:
    experiment = _python(folder, "experiment.py", "write the experiment, a function of the parameters")
    table = _table(folder, "lab.toml", LabShape, "write its [[parameters]] and [[predicts]]")
    if table is None or experiment is None:
        return None
    parameters, predicts = table.holds.parameters, table.holds.predicts
    table.refuse_repeats(("parameters",), (parameter.name for parameter in parameters), "parameter", "name")
    for index, parameter in enumerate(parameters):
        if parameter.default not in parameter.choices:
            what = f'the default of "{parameter.name}" is not among its choices'
            table.fault(("parameters", index, "default"), what, "add it to the choices")
    for index, predict in enumerate(predicts):
        if predict.right >= len(predict.choices):
            what = f"there is no choice {predict.right}: there are {len(predict.choices)}, counted from 0"
            table.fault(("predicts", index, "right"), what, "write the index of the right choice")
    return Lab(
        experiment=experiment,
        parameters=tuple(
            Parameter(name=one.name, says=one.says, default=one.default, choices=tuple(one.choices))
            for one in parameters
        ),
        predicts=tuple(
            Predict(asks=one.asks, choices=tuple(one.choices), right=one.right, because=one.because) for one in predicts
        ),
        limits=_limits(drill.limits),
    )


def _case(folder: Folder, drill: DrillShape) -> Case | None:
    table = _table(folder, "stages.toml", StagesShape, "write its [[stages]]")
    claims = _claims(folder)
    if table is None:
        return None
    stages = table.holds.stages
    table.refuse_repeats(("stages",), (stage.id for stage in stages), "stage", "id")
    return Case(
        stages=tuple(Stage(id=stage.id, title=stage.title, prompt=stage.prompt) for stage in stages),
        claims=claims,
        limits=_limits(drill.limits),
    )


_READERS: Mapping[Kind, Callable[[Folder, DrillShape], Body | None]] = MappingProxyType(
    {
        Kind.IMPLEMENT: _implement,
        Kind.CALCULATE: _calculate,
        Kind.EXPLAIN: _explain,
        Kind.DEBUG: _debug,
        Kind.LAB: _lab,
        Kind.CASE: _case,
    }
)


def _claims(folder: Folder) -> tuple[Claim, ...]:
    text = folder.text("checks.py", _CHECKS)
    return () if text is None else read_claims(folder.path / "checks.py", text, folder.faults)


def _python(folder: Folder, name: str, remedy: str) -> str | None:
    text = folder.text(name, remedy)
    if text is not None:
        parse(folder.path / name, text, folder.faults)
    return text


def _table(folder: Folder, name: str, shape: type[S], remedy: str) -> Table[S] | None:
    text = folder.text(name, remedy)
    return None if text is None else read_table(folder.path / name, text, shape, folder.faults)


def _limits(shape: LimitsShape | None) -> Limits:
    return Limits(wall_s=shape.wall_s, memory_mb=shape.memory_mb) if shape else Limits()
