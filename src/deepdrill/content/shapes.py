"""What may stand in each TOML file of the content, as pydantic models.

A field's description is the remedy that an author reads when the field is missing or wrong.
What one file alone cannot know (does this skill exist?) is not checked here.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from deepdrill.content.records import Form, Kind, Level, Plain

__all__ = [
    "AnswerShape",
    "AskedShape",
    "CauseShape",
    "CausesShape",
    "ChartShape",
    "CurriculumShape",
    "DebugShape",
    "DrillShape",
    "EquivalentsShape",
    "ExplainShape",
    "LabShape",
    "LaddersShape",
    "LogChartShape",
    "MistakeShape",
    "RolesShape",
    "RubricShape",
    "Shape",
    "SkillsShape",
    "StagesShape",
    "TestShape",
]


class Shape(BaseModel):
    """One table of a content file; a key that it does not list is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _asks(remedy: str) -> object:
    return Field(description=remedy)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
PythonName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$")]
Mention = Annotated[str, StringConstraints(pattern=r"^\.?[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
AnyOf = Annotated[list[Words], Field(min_length=1)]
AnyKind = Annotated[Kind, Field(strict=False)]
AnyLevel = Annotated[Level, Field(strict=False)]
AnyForm = Annotated[Form, Field(strict=False)]


class ImplementShape(Shape):
    """The table [implement] of drill.toml."""

    defines: Annotated[
        list[PythonName],
        Field(
            min_length=1,
            description='list what the submission must bind, such as  defines = ["attention"]',
        ),
    ]
    forbids: Annotated[
        list[Mention],
        _asks('list names: "Softmax", "torch.softmax", or ".softmax" for that attribute of anything'),
    ] = []
    packages: Annotated[
        list[PythonName], _asks('list packages besides torch and numpy, such as  packages = ["triton"]')
    ] = []


class CalculateShape(Shape):
    """The table [calculate] of drill.toml."""

    unit: Annotated[str, _asks('write the unit in pint\'s spelling, such as  unit = "byte"; "" for a bare number')]
    tolerance: Annotated[Share, _asks("write the relative error that still counts as right, such as  tolerance = 0.01")]


class ExplainShape(Shape):
    """The table [explain] of drill.toml."""

    full_at: Annotated[Share, _asks("write the coverage that counts as complete, such as  full_at = 0.75")] = 0.75
    form: Annotated[AnyForm, _asks("the forms are explain, compare, enumerate, define, design, talk")] = Form.EXPLAIN


class LabTableShape(Shape):
    """The table [lab] of drill.toml."""

    packages: Annotated[
        list[PythonName],
        _asks('list packages besides torch and numpy by the name of their import, such as  packages = ["sklearn"]'),
    ] = []
    programs: Annotated[list[Words], _asks('list programs that are started, such as  programs = ["git"]')] = []


class LogChartShape(Shape):
    """One chart of a training program."""

    title: Annotated[Words, _asks('name the chart, such as  title = "Loss"')]
    series: Annotated[
        list[PythonName],
        Field(min_length=1, max_length=6, description='list what is logged, such as  series = ["loss", "val_loss"]'),
    ]
    log: Annotated[bool, _asks("write  log = true  for a logarithmic scale")] = False


class DebugShape(Shape):
    """The table [debug] of drill.toml."""

    defines: Annotated[
        list[PythonName],
        Field(min_length=1, description='list what the program must keep, such as  defines = ["train", "train_step"]'),
    ]
    metric: Annotated[PythonName, _asks("name the check that trains under hidden seeds and demands the result")]
    charts: Annotated[
        list[LogChartShape],
        Field(min_length=1, max_length=4, description="write one [[debug.charts]] table per chart, four at most"),
    ]


class EmptyShape(Shape):
    """The table of a kind that has nothing to set."""


class LimitsShape(Shape):
    """The table [limits] of drill.toml."""

    wall_s: Annotated[
        float,
        Field(gt=0, le=600, allow_inf_nan=False, description="write seconds, up to 600, such as  wall_s = 10.0"),
    ] = 10.0
    memory_mb: Annotated[
        int, Field(ge=64, le=65536, description="write megabytes, 64 to 65536, such as  memory_mb = 1024")
    ] = 1024


class DrillShape(Shape):
    """drill.toml, for every kind."""

    kind: Annotated[AnyKind, _asks("the kinds are explain, calculate, implement, debug, lab, case")]
    title: Annotated[Words, _asks('name the drill in a few words, such as  title = "Top-p sampling"')]
    level: Annotated[AnyLevel, _asks("the levels are fresher, mid, senior")]
    minutes: Annotated[
        int, Field(ge=1, le=600, description="write what an interviewer would allow, such as  minutes = 15")
    ]
    frequency: Annotated[
        int, Field(ge=0, description="write how many of the sources read ask for it, 0 where nobody counted")
    ] = 0
    covers: Annotated[
        list[Words],
        Field(min_length=1, description="list at least one skill id; they are in content/skills.toml"),
    ]
    needs: Annotated[
        list[Words],
        _asks('list paths of drills that come before, such as  needs = ["attention/scaled-dot-product"]'),
    ] = []
    sources: Annotated[
        list[Words],
        Field(min_length=1, description="list where ideas and figures come from, at least one, author and year"),
    ]
    revision: Annotated[
        int, Field(ge=1, description="start with  revision = 1  and raise it when old verdicts stop counting")
    ]
    implement: ImplementShape | None = None
    calculate: CalculateShape | None = None
    explain: ExplainShape | None = None
    debug: DebugShape | None = None
    lab: LabTableShape | None = None
    case: EmptyShape | None = None
    limits: LimitsShape | None = None


class MistakeShape(Shape):
    """The comment block that opens a mistake."""

    fails: Annotated[PythonName, _asks('name the check that it must fail, such as  fails = "values_for_any_shape"')]
    says: Annotated[Words, _asks("tell the learner in one sentence what happened and what to do")]


class EquivalentShape(Shape):
    """A change of the solution that no check can see."""

    before: Annotated[Words, _asks("copy the statement from the report of  deepdrill proof --strength")]
    after: Annotated[Words, _asks("copy what it became from the report of  deepdrill proof --strength")]
    reason: Annotated[Words, _asks("say why the changed solution still keeps every promise of the prompt")]


class EquivalentsShape(Shape):
    """equivalents.toml of an implement drill."""

    equivalents: Annotated[
        list[EquivalentShape], Field(min_length=1, description="write [[equivalents]] tables, or remove the file")
    ]


class PointShape(Shape):
    """One thing that a complete answer says."""

    id: Annotated[Slug, _asks('give the point a short id, such as  id = "variance"')]
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False, description="write a weight, such as  weight = 1.0")]
    say: Annotated[AnyOf, _asks("list several phrasings of the point")]
    must: Annotated[list[AnyOf], _asks('list any-of groups, such as  must = [["variance", "spread"]]')] = []
    formula: Annotated[list[Words], _asks('list formulas, such as  formula = ["sqrt(d_k)"]')] = []
    hint: Annotated[Words, _asks("ask the question that leads to the point")]
    part: Annotated[Slug | None, _asks('name the part of the canvas, such as  part = "data"')] = None


class PartShape(Shape):
    """A field of the canvas."""

    id: Annotated[Slug, _asks('give the part a short id, such as  id = "own-part"')]
    title: Annotated[
        str,
        StringConstraints(strip_whitespace=True, pattern=r"^\w[^\n#]*$"),
        _asks('name the part as its heading, such as  title = "Your part"'),
    ]
    asks: Annotated[Words, _asks("say in one line what belongs there, without giving the points away")]


class MisconceptionShape(Shape):
    """A wrong statement that people really make."""

    id: Annotated[Slug, _asks('give the misconception a short id, such as  id = "speed"')]
    wrong: Annotated[AnyOf, _asks("list phrasings of the wrong statement")]
    right: Annotated[AnyOf, _asks("list phrasings of the right statement beside it")]
    anchor: Annotated[list[Words], _asks("list word stems that both statements share")] = []
    wrong_cue: Annotated[list[Words], _asks("list word stems of the wrong statement only")] = []
    right_cue: Annotated[list[Words], _asks("list word stems of the right statement only")] = []
    explain: Annotated[Words, _asks("tell the learner why it is wrong")]


class RubricShape(Shape):
    """rubric.toml of an explain drill."""

    points: Annotated[list[PointShape], Field(min_length=1, description="write at least one [[points]] table")]
    misconceptions: list[MisconceptionShape] = []
    parts: Annotated[
        list[PartShape], _asks("write at least two [[parts]] tables, or none: a design then has the usual six")
    ] = []


class AnswerShape(Shape):
    """What a sample answer declares between its +++ lines."""

    covers: Annotated[list[Words], _asks("list the point ids that the answer contains; may be empty")]
    partly: Annotated[list[Words], _asks("list the point ids that it only touches, besides those of covers")] = []
    voices: Annotated[list[Words], _asks("list the misconception ids that it contains; may be empty")]


class CauseShape(Shape):
    """A reason that the learner may name."""

    id: Annotated[Slug, _asks('give the cause a short id, such as  id = "no-zero-grad"')]
    says: Annotated[Words, _asks("say the cause in one sentence")]
    true: Annotated[bool, _asks("write  true = true  for what is really wrong, else  true = false")]
    because: Annotated[Words, _asks("say why it is the cause, or how the run shows that it is not")]
    check: Annotated[PythonName, _asks("name the check that tells whether a true cause is repaired")] | None = None


class TestShape(Shape):
    """A test that might have caught it."""

    id: Annotated[Slug, _asks('give the test a short id, such as  id = "one-batch"')]
    says: Annotated[Words, _asks("say in one sentence what the test does and demands")]
    right: Annotated[bool, _asks("write  right = true  for the test that would have caught it, else  right = false")]
    because: Annotated[Words, _asks("say why it would have caught it, or why it would not")]


class CausesShape(Shape):
    """causes.toml of a debug drill."""

    causes: Annotated[
        list[CauseShape],
        Field(min_length=8, max_length=12, description="write 8 to 12 [[causes]], at least one of them true"),
    ]
    tests: Annotated[
        list[TestShape],
        Field(min_length=3, max_length=6, description="write 3 to 6 [[tests]], one of them right"),
    ]


class ParameterShape(Shape):
    """A knob of a lab."""

    name: Annotated[PythonName, _asks('name the parameter as in experiment.py, such as  name = "rate"')]
    says: Annotated[Words, _asks("say what the knob does")]
    default: Annotated[Plain, _asks("write the value that it starts with")]
    choices: Annotated[
        list[Plain] | None, Field(min_length=2, description="list at least two values, the default too")
    ] = None
    range: Annotated[
        list[int | float] | None,
        Field(min_length=2, max_length=2, description="write the ends, such as  range = [0.0, 1.0]"),
    ] = None


class ChartShape(Shape):
    """A set of axes of a lab."""

    id: Annotated[Slug, _asks('give the chart a short id, such as  id = "loss"')]
    title: Annotated[Words, _asks("say in a few words what it shows")]
    x: Annotated[Words, _asks('name the axis with its unit, such as  x = "step"')]
    y: Annotated[Words, _asks('name the axis with its unit, such as  y = "loss"')]
    log: Annotated[
        str, StringConstraints(pattern="^(|x|y|x y)$"), _asks('name the logarithmic axes: "x", "y" or "x y"')
    ] = ""
    marks: Annotated[str, StringConstraints(pattern="^(lines|dots)$"), _asks("write lines or dots")] = "lines"


class PredictShape(Shape):
    """A question that a lab asks before it runs."""

    id: Annotated[Slug, _asks('give the question a short id, such as  id = "too-high"')]
    asks: Annotated[Words, _asks("ask what will happen")]
    choices: Annotated[list[Words], Field(min_length=2, description="list at least two choices")]
    right: Annotated[int, Field(ge=0, description="write the index of the right choice, counted from 0")]
    because: Annotated[Words, _asks("say why the right choice is right")]


class LabShape(Shape):
    """lab.toml of a lab."""

    parameters: Annotated[
        list[ParameterShape], Field(min_length=1, description="write at least one [[parameters]] table")
    ]
    charts: Annotated[list[ChartShape], _asks("write one [[charts]] table per set of axes")] = []
    predicts: Annotated[list[PredictShape], Field(min_length=2, description="write at least two [[predicts]] tables")]


class StageShape(Shape):
    """One step of a case."""

    id: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"),
        _asks('name the stage as its folder in stages/ and its file, such as  id = "split"'),
    ]
    title: Annotated[Words, _asks("name the stage in a few words")]
    asks: Annotated[Words, _asks("ask for the argument in one or two sentences")]
    defines: Annotated[
        list[PythonName],
        Field(min_length=1, description='list what the file must bind, such as  defines = ["split"]'),
    ]
    forbids: Annotated[list[Mention], _asks("list names that the file may not mention")] = []
    packages: Annotated[
        list[PythonName], _asks('list packages besides torch and numpy, such as  packages = ["sklearn"]')
    ] = []
    full_at: Annotated[Share, _asks("write the coverage that counts as complete, such as  full_at = 0.75")] = 0.75
    limits: LimitsShape | None = None


class ImageTableShape(Shape):
    """What a folder of the learner's own images becomes."""

    side: Annotated[int, Field(ge=1, le=64, description="write how many pixels wide and high, such as  side = 16")]
    kinds: Annotated[int, Field(ge=2, le=100, description="write how many kinds there are at most, such as  kinds = 6")]


class StagesShape(Shape):
    """stages.toml of a case."""

    images: ImageTableShape | None = None
    stages: Annotated[list[StageShape], Field(min_length=1, description="write at least one [[stages]] table")]


class TopicShape(Shape):
    """A node of the curriculum."""

    id: Annotated[Slug, _asks('give the topic the name of its folder, such as  id = "attention"')]
    title: Annotated[Words, _asks("name the topic in a few words")]
    area: Annotated[Words, _asks('name the area, such as  area = "architectures"')]
    needs: Annotated[list[Words], _asks("list topics that come before this one")] = []


class CurriculumShape(Shape):
    """curriculum.toml."""

    topics: Annotated[list[TopicShape], Field(min_length=1, description="write one [[topics]] table per topic")]


class LadderShape(Shape):
    """One ladder."""

    id: Annotated[Slug, _asks('give the ladder an id, such as  id = "attention"')]
    title: Annotated[Words, _asks("name the ladder in a few words")]
    says: Annotated[Words, _asks("say in one sentence where it leads")]
    rungs: Annotated[
        list[Words],
        Field(min_length=2, description="list at least two paths of drills, TOPIC/SLUG, the easiest first"),
    ]


class LaddersShape(Shape):
    """ladders.toml."""

    ladders: Annotated[list[LadderShape], Field(min_length=1, description="write one [[ladders]] table per ladder")]


class AskedOneShape(Shape):
    """One thing that coding rounds ask for."""

    id: Annotated[Slug, _asks('give it an id, such as  id = "stable-softmax"')]
    title: Annotated[Words, _asks("name it in a few words")]
    mark: Annotated[str, StringConstraints(pattern="^(high|med)$"), _asks("write how often it is named: high or med")]
    drills: Annotated[list[Words], _asks("list the paths of the drills that practise it; [] while there is none")]


class AskedShape(Shape):
    """asked.toml."""

    asked: Annotated[list[AskedOneShape], Field(min_length=1, description="write one [[asked]] table per thing")]


Weight = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=False)]


class RoleShape(Shape):
    """What interviews for one role weigh."""

    id: Annotated[Slug, _asks('give the role an id, such as  id = "research-engineer"')]
    title: Annotated[Words, _asks("name it in a few words")]
    says: Annotated[Words, _asks("say in one sentence what such a person does")]
    rounds: Annotated[
        dict[str, Weight],
        Field(min_length=1, description="write shares above 0 by round, such as  coding = 35"),
    ]
    topics: Annotated[
        dict[str, Weight],
        Field(min_length=1, description="write shares above 0 by topic, such as  attention = 20"),
    ]


class RolesShape(Shape):
    """roles.toml."""

    roles: Annotated[list[RoleShape], Field(min_length=1, description="write one [[roles]] table per role")]


class SkillShape(Shape):
    """One thing the syllabus demands."""

    id: Annotated[Slug, _asks('give the skill an id, such as  id = "adam-by-hand"')]
    topic: Annotated[Words, _asks("name its topic; topics are in content/curriculum.toml")]
    kind: Annotated[
        str,
        StringConstraints(pattern="^(concept|compare|implement|system|diagnose|case|skill)$"),
        _asks("the kinds of skills are concept, compare, implement, system, diagnose, case, skill"),
    ]
    level: Annotated[AnyLevel, _asks("the levels are fresher, mid, senior")]
    asks: Annotated[Words, _asks("say in one sentence what a candidate is asked")]


class SkillsShape(Shape):
    """skills.toml."""

    skills: Annotated[list[SkillShape], Field(min_length=1, description="write one [[skills]] table per skill")]
