"""What may stand in each TOML file of the content, as pydantic models.

A field's description is the remedy that an author reads when the field is missing or wrong.
What one file alone cannot know (does this skill exist?) is not checked here.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from deepdrill.content.records import Kind, Level

__all__ = [
    "AnswerShape",
    "CausesShape",
    "CurriculumShape",
    "DrillShape",
    "EquivalentsShape",
    "ExplainShape",
    "LabShape",
    "LaddersShape",
    "MistakeShape",
    "RubricShape",
    "Shape",
    "SkillsShape",
    "StagesShape",
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
Plain = bool | int | float | str


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


class CalculateShape(Shape):
    """The table [calculate] of drill.toml."""

    unit: Annotated[str, _asks('write the unit in pint\'s spelling, such as  unit = "byte"; "" for a bare number')]
    tolerance: Annotated[Share, _asks("write the relative error that still counts as right, such as  tolerance = 0.01")]


class ExplainShape(Shape):
    """The table [explain] of drill.toml."""

    full_at: Annotated[Share, _asks("write the coverage that counts as complete, such as  full_at = 0.75")] = 0.75


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
    debug: EmptyShape | None = None
    lab: EmptyShape | None = None
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


class AnswerShape(Shape):
    """What a sample answer declares between its +++ lines."""

    covers: Annotated[list[Words], _asks("list the point ids that the answer contains; may be empty")]
    voices: Annotated[list[Words], _asks("list the misconception ids that it contains; may be empty")]


class CauseShape(Shape):
    """A reason that the learner may name."""

    id: Annotated[Slug, _asks('give the cause a short id, such as  id = "no-zero-grad"')]
    says: Annotated[Words, _asks("say the cause in one sentence")]
    true: Annotated[bool, _asks("write  true = true  for what is really wrong, else  true = false")]


class CausesShape(Shape):
    """causes.toml of a debug drill."""

    causes: Annotated[
        list[CauseShape], Field(min_length=2, description="write at least two [[causes]], one of them true")
    ]


class ParameterShape(Shape):
    """A knob of a lab."""

    name: Annotated[PythonName, _asks('name the parameter as in experiment.py, such as  name = "rate"')]
    says: Annotated[Words, _asks("say what the knob does")]
    default: Annotated[Plain, _asks("write the value that it starts with")]
    choices: Annotated[list[Plain], Field(min_length=2, description="list at least two values, the default too")]


class PredictShape(Shape):
    """A question that a lab asks before it runs."""

    asks: Annotated[Words, _asks("ask what will happen")]
    choices: Annotated[list[Words], Field(min_length=2, description="list at least two choices")]
    right: Annotated[int, Field(ge=0, description="write the index of the right choice, counted from 0")]
    because: Annotated[Words, _asks("say why the right choice is right")]


class LabShape(Shape):
    """lab.toml of a lab."""

    parameters: Annotated[
        list[ParameterShape], Field(min_length=1, description="write at least one [[parameters]] table")
    ]
    predicts: Annotated[list[PredictShape], Field(min_length=2, description="write at least two [[predicts]] tables")]


class StageShape(Shape):
    """One step of a case."""

    id: Annotated[Slug, _asks('give the stage a short id, such as  id = "split"')]
    title: Annotated[Words, _asks("name the stage in a few words")]
    prompt: Annotated[Words, _asks("say what the learner has to do")]


class StagesShape(Shape):
    """stages.toml of a case."""

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
