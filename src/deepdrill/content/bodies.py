"""What a drill of each kind holds besides the files that all drills have."""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from deepdrill.content.canvas import DESIGN
from deepdrill.content.claims import read_claims
from deepdrill.content.experiments import refuse_misfits
from deepdrill.content.folder import Folder
from deepdrill.content.formulas import read_formulas
from deepdrill.content.mistakes import read_mistakes, refuse_unbound
from deepdrill.content.records import (
    Answer,
    Body,
    Calculate,
    Case,
    Cause,
    Chart,
    Claim,
    Debug,
    Equivalent,
    Explain,
    Form,
    ImageTable,
    Implement,
    Kind,
    Lab,
    Limits,
    LogChart,
    Misconception,
    Parameter,
    Part,
    Plain,
    Point,
    Predict,
    Stage,
    WouldCatch,
)
from deepdrill.content.shapes import (
    AnswerShape,
    CauseShape,
    CausesShape,
    DrillShape,
    EquivalentsShape,
    ExplainShape,
    ImplementShape,
    LabShape,
    LimitsShape,
    RubricShape,
    Shape,
    StageShape,
    StagesShape,
    TestShape,
)
from deepdrill.content.spelling import did_you_mean
from deepdrill.content.syntax import parse
from deepdrill.content.tables import Table, read_table

__all__ = ["LAYOUTS", "Layout", "read_body"]

S = TypeVar("S", bound=Shape)
Choice = TypeVar("Choice", CauseShape, TestShape)

_FRONT_MATTER = re.compile(r"\A\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*\n(?P<text>.*)\Z", re.DOTALL | re.MULTILINE)
_FEWEST_ANSWERS = 4
_FEWEST_PARTS = 2
_ON_A_CANVAS = (Form.DESIGN, Form.TALK)

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
        Kind.DEBUG: Layout(
            files=frozenset({"broken.py", "solution.py", "checks.py", "causes.toml"}), folders=frozenset({"mistakes"})
        ),
        Kind.LAB: Layout(files=frozenset({"experiment.py", "lab.toml"}), folders=frozenset({"data"}), hints=False),
        Kind.CASE: Layout(
            files=frozenset({"stages.toml", "data.py"}), folders=frozenset({"stages", "own"}), hints=False
        ),
    }
)


def read_body(folder: Folder, table: Table[DrillShape]) -> Body | None:
    """Read what the drill's kind adds; nothing where a file that it cannot do without is faulty."""
    return _READERS[table.holds.kind](folder, table.holds)


def _implement(folder: Folder, drill: DrillShape) -> Implement | None:
    return _code(folder, drill.implement, _limits(drill.limits))


def _code(folder: Folder, shape: ImplementShape | None, limits: Limits) -> Implement | None:
    """Read what a folder of code holds: starter, solution, checks and mistakes."""
    starter = _python(folder, "starter.py", "write where the learner begins; it must fail")
    solution = folder.text("solution.py", "write a worked answer with the why in comments; it must pass")
    claims = _claims(folder)
    defines = tuple(shape.defines) if shape else ()
    if solution is not None:
        refuse_unbound(folder.path / "solution.py", solution, defines, folder.faults)
    mistakes = read_mistakes(folder, defines, claims)
    equivalents = _equivalents(folder)
    if starter is None or solution is None or shape is None:
        return None
    return Implement(
        defines=defines,
        forbids=tuple(shape.forbids),
        packages=tuple(shape.packages),
        limits=limits,
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
    return _words(folder, drill.explain or ExplainShape())


def _words(folder: Folder, shape: ExplainShape) -> Explain | None:
    """Read what a folder with a rubric holds: points, reference, sample answers and evidence."""
    rubric = _rubric(folder, shape.form)
    reference = folder.text("reference.md", "write the answer that a strong candidate gives aloud")
    if reference is not None and not reference.strip():
        folder.faults.add(folder.path / "reference.md", 1, "is empty", "write the answer that a candidate gives")
    evidence = folder.optional_text("evidence.py")
    parse(folder.path / "evidence.py", evidence, folder.faults)
    answers = _answers(folder, rubric)
    if rubric is None or reference is None:
        return None
    return Explain(
        full_at=shape.full_at,
        form=shape.form,
        points=tuple(_point(rubric, index) for index in range(len(rubric.points))),
        misconceptions=tuple(_misconception(rubric, index) for index in range(len(rubric.misconceptions))),
        reference=reference,
        answers=answers,
        evidence=evidence,
        parts=_parts(rubric, shape.form),
    )


def _rubric(folder: Folder, form: Form) -> RubricShape | None:
    table = _table(folder, "rubric.toml", RubricShape, "write its [[points]] and [[misconceptions]]")
    if table is None:
        return None
    table.refuse_repeats(("points",), (point.id for point in table.holds.points), "point", "id")
    wrong = (misconception.id for misconception in table.holds.misconceptions)
    table.refuse_repeats(("misconceptions",), wrong, "misconception", "id")
    _refuse_odd_parts(table, form)
    return table.holds


def _parts(rubric: RubricShape, form: Form) -> tuple[Part, ...]:
    if rubric.parts:
        return tuple(Part(id=one.id, title=one.title, asks=one.asks) for one in rubric.parts)
    return DESIGN if form is Form.DESIGN else ()


def _refuse_odd_parts(table: Table[RubricShape], form: Form) -> None:
    """Hold points to the canvas: each belongs to a part of it, and no part is without a point."""
    shape, parts = table.holds, [part.id for part in _parts(table.holds, form)]
    table.refuse_repeats(("parts",), (part.id for part in shape.parts), "part", "id")
    titles = (part.title.casefold() for part in shape.parts)
    table.refuse_repeats(("parts",), titles, "heading", "title")
    if form not in _ON_A_CANVAS:
        if shape.parts:
            table.fault(("parts",), f"the form {form} has no parts", 'remove them, or write  form = "talk"')
        parts = []
    elif len(parts) < _FEWEST_PARTS:
        table.fault(
            ("parts",), f"a {form} has {len(parts)} parts, not {_FEWEST_PARTS} or more", "write [[parts]] tables"
        )
    for index, point in enumerate(shape.points):
        if point.part is not None and not parts:
            table.fault(("points", index, "part"), f"the form {form} has no parts", "remove the line")
        elif point.part is not None:
            table.refuse_unknown(
                ("points", index, "part"), point.part, parts, "part", "the parts are " + ", ".join(parts)
            )
        elif parts:
            what = f'the point "{point.id}" belongs to no part'
            table.fault(("points", index, "id"), what, f"write  part =  and one of {', '.join(parts)}")
    used = {point.part for point in shape.points}
    for part in (part for part in parts if part not in used):
        table.fault(("points",), f'no point belongs to the part "{part}"', "write one, or leave the part out")


def _point(rubric: RubricShape, index: int) -> Point:
    shape = rubric.points[index]
    return Point(
        id=shape.id,
        weight=shape.weight,
        say=tuple(shape.say),
        must=tuple(tuple(group) for group in shape.must),
        formula=tuple(shape.formula),
        hint=shape.hint,
        part=shape.part or "",
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
        declared = (("covers", table.holds.covers), ("partly", table.holds.partly))
        for key, index, word in ((key, index, word) for key, words in declared for index, word in enumerate(words)):
            table.refuse_unknown((key, index), word, points, "point", "points are in rubric.toml")
            if key == "partly" and word in table.holds.covers:
                table.fault((key, index), f'"{word}" is covered and partly covered', "keep one of the two")
        for index, word in enumerate(table.holds.voices):
            where = "misconceptions are in rubric.toml"
            table.refuse_unknown(("voices", index), word, misconceptions, "misconception", where)
    return Answer(
        name=name,
        text=found["text"].strip(),
        covers=tuple(table.holds.covers),
        partly=tuple(table.holds.partly),
        voices=tuple(table.holds.voices),
    )


def _debug(folder: Folder, drill: DrillShape) -> Debug | None:
    broken = folder.text("broken.py", "write the program that runs and learns badly")
    solution = folder.text("solution.py", "write the same program with the cause repaired")
    defines = tuple(dict.fromkeys(("train", *(drill.debug.defines if drill.debug else ()))))
    for name, text in (("broken.py", broken), ("solution.py", solution)):
        if text is not None:
            refuse_unbound(folder.path / name, text, defines, folder.faults)
    claims = _claims(folder)
    mistakes = read_mistakes(folder, defines, claims)
    causes = _causes(folder, claims)
    if broken is None or solution is None or causes is None or drill.debug is None:
        return None
    if claims and drill.debug.metric not in {claim.name for claim in claims}:
        what = f"[debug] metric: checks.py has no check {drill.debug.metric}"
        remedy = did_you_mean(drill.debug.metric, [claim.name for claim in claims], "name one of its checks")
        folder.faults.add(folder.path / "drill.toml", 1, what, remedy)
    return Debug(
        defines=defines,
        metric=drill.debug.metric,
        charts=tuple(LogChart(title=one.title, series=tuple(one.series), log=one.log) for one in drill.debug.charts),
        limits=_limits(drill.limits),
        broken=broken,
        solution=solution,
        causes=tuple(
            Cause(id=one.id, says=one.says, true=one.true, because=one.because, check=one.check or "")
            for one in _scattered(causes.causes)
        ),
        tests=tuple(
            WouldCatch(id=one.id, says=one.says, right=one.right, because=one.because)
            for one in _scattered(causes.tests)
        ),
        claims=claims,
        mistakes=mistakes,
    )


def _scattered(choices: Sequence[Choice]) -> list[Choice]:
    """Give choices in an order that says nothing: an author writes the right one first."""
    return sorted(choices, key=lambda one: zlib.crc32(one.id.encode()))


def _causes(folder: Folder, claims: tuple[Claim, ...]) -> CausesShape | None:
    table = _table(folder, "causes.toml", CausesShape, "write the [[causes]] to choose from and the [[tests]]")
    if table is None:
        return None
    causes, tests = table.holds.causes, table.holds.tests
    table.refuse_repeats(("causes",), (cause.id for cause in causes), "cause", "id")
    table.refuse_repeats(("tests",), (test.id for test in tests), "test", "id")
    if not any(cause.true for cause in causes):
        table.fault(("causes",), "no cause is the true one", "mark what is really wrong with  true = true")
    if sum(test.right for test in tests) != 1:
        table.fault(("tests",), "not exactly one test is the right one", "mark one test with  right = true")
    known = [claim.name for claim in claims]
    for index, cause in enumerate(causes):
        if cause.true and cause.check is None:
            remedy = f"name the check that tells whether it is repaired; the checks are {', '.join(known)}"
            table.fault(("causes", index, "id"), f'the true cause "{cause.id}" has no check', remedy)
        elif cause.check is not None and not cause.true:
            table.fault(("causes", index, "check"), f'"{cause.id}" is not true and has a check', "take the check away")
        elif cause.check is not None and known:
            where = f"the checks are {', '.join(known)}"
            table.refuse_unknown(("causes", index, "check"), cause.check, known, "check", where)
    return table.holds


def _lab(folder: Folder, drill: DrillShape) -> Lab | None:
    experiment = _python(folder, "experiment.py", "write the experiment, a function of the parameters")
    table = _table(folder, "lab.toml", LabShape, "write its [[parameters]], [[charts]] and [[predicts]]")
    if table is None or experiment is None:
        return None
    shape = table.holds
    table.refuse_repeats(("parameters",), (parameter.name for parameter in shape.parameters), "parameter", "name")
    table.refuse_repeats(("charts",), (chart.id for chart in shape.charts), "chart", "id")
    table.refuse_repeats(("predicts",), (predict.id for predict in shape.predicts), "question", "id")
    parameters = tuple(_parameter(table, index) for index in range(len(shape.parameters)))
    predicts = tuple(_predict(table, index) for index in range(len(shape.predicts)))
    refuse_misfits(folder.path / "experiment.py", experiment, parameters, predicts, folder.faults)
    return Lab(
        experiment=experiment,
        parameters=parameters,
        charts=tuple(
            Chart(id=one.id, title=one.title, x=one.x, y=one.y, log=one.log, marks=one.marks) for one in shape.charts
        ),
        predicts=predicts,
        packages=tuple(drill.lab.packages) if drill.lab else (),
        programs=tuple(drill.lab.programs) if drill.lab else (),
        limits=_limits(drill.limits),
    )


def _parameter(table: Table[LabShape], index: int) -> Parameter:
    shape = table.holds.parameters[index]
    place = ("parameters", index)
    ends = shape.range or []
    if (shape.choices is None) == (shape.range is None):
        table.fault((*place, "name"), f'"{shape.name}" has not one of choices and range', "write exactly one of them")
    elif ends and not _lies_within(shape.default, ends):
        what = f'the default of "{shape.name}" is no number within its range'
        table.fault((*place, "default"), what, f"write a number from {ends[0]} to {ends[1]}")
    elif shape.choices is not None and not _is_among(shape.default, shape.choices):
        what = f'the default of "{shape.name}" is not among its choices'
        table.fault((*place, "default"), what, "add it to the choices")
    low, high = (float(ends[0]), float(ends[1])) if ends else (None, None)
    choices = tuple(shape.choices or ())
    return Parameter(name=shape.name, says=shape.says, default=shape.default, choices=choices, low=low, high=high)


def _lies_within(value: Plain, ends: list[int | float]) -> bool:
    return not isinstance(value, bool | str) and ends[0] <= value <= ends[1]


def _is_among(value: Plain, choices: list[Plain]) -> bool:
    """Tell whether a value is listed; to Python, true is 1."""
    return any(choice == value and type(choice) is type(value) for choice in choices)


def _predict(table: Table[LabShape], index: int) -> Predict:
    shape = table.holds.predicts[index]
    if shape.right >= len(shape.choices):
        what = f"there is no choice {shape.right}: there are {len(shape.choices)}, counted from 0"
        table.fault(("predicts", index, "right"), what, "write the index of the right choice")
    return Predict(id=shape.id, asks=shape.asks, choices=tuple(shape.choices), right=shape.right, because=shape.because)


def _case(folder: Folder, drill: DrillShape) -> Case | None:
    table = _table(folder, "stages.toml", StagesShape, "write its [[stages]]")
    data = _python(folder, "data.py", "write the generator of the data: what the learner gets, and what is held back")
    if table is None:
        return None
    shapes = table.holds.stages
    table.refuse_repeats(("stages",), (stage.id for stage in shapes), "stage", "id")
    inside = Folder(path=folder.path / "stages", faults=folder.faults)
    if not inside.path.is_dir():
        folder.faults.add(inside.path, 0, "the folder stages/ is missing", "make it, with one folder per stage")
        return None
    inside.refuse_strays(frozenset(), folders=frozenset(stage.id for stage in shapes))
    stages = [_stage(inside.path / shape.id, shape, drill.limits, folder) for shape in shapes]
    if data is None or not all(stages):
        return None
    own, images = _own(folder, drill.limits), table.holds.images
    if images is not None and own is None:
        table.fault(
            ("images",), "images need own/, which says how a table is tried", "write own/, or take [images] out"
        )
    return Case(
        stages=tuple(stage for stage in stages if stage),
        data=data,
        own=own,
        images=ImageTable(side=images.side, kinds=images.kinds) if images else None,
    )


def _stage(path: Path, shape: StageShape, limits: LimitsShape | None, case: Folder) -> Stage | None:
    folder = Folder(path=path, faults=case.faults)
    if not path.is_dir():
        remedy = "make it, with prompt.md, starter.py, solution.py, checks.py, mistakes/, rubric.toml, …"
        case.faults.add(path, 0, f"the stage {shape.id} has no folder", remedy)
        return None
    code_files, word_files = LAYOUTS[Kind.IMPLEMENT], LAYOUTS[Kind.EXPLAIN]
    files = code_files.files | word_files.files | {"prompt.md"}
    folder.refuse_strays(files, code_files.folders | word_files.folders)
    prompt = folder.text("prompt.md", "say what the stage's file has to do, claim by claim")
    wanted = ImplementShape(defines=shape.defines, forbids=shape.forbids, packages=shape.packages)
    code = _code(folder, wanted, _limits(shape.limits or limits))
    argument = _words(folder, ExplainShape(full_at=shape.full_at))
    if prompt is None or code is None or argument is None:
        return None
    return Stage(id=shape.id, title=shape.title, prompt=prompt, asks=shape.asks, code=code, argument=argument)


def _own(folder: Folder, limits: LimitsShape | None) -> Implement | None:
    """Read how a learner's own table is tried: checks, and a program that puts their stages together."""
    inside = Folder(path=folder.path / "own", faults=folder.faults)
    if not inside.path.is_dir():
        return None
    inside.refuse_strays(frozenset({"program.py", "checks.py"}))
    program = _python(inside, "program.py", "write the program that puts the learner's stages together")
    claims = _claims(inside)
    if program is None:
        return None
    return Implement(
        defines=(), forbids=(), packages=(), limits=_limits(limits), starter=program, solution=program,
        claims=claims, mistakes=(),
    )  # fmt: skip


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
