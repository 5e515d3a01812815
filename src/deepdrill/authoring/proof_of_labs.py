"""Proof of a lab: it ends within its budget on one core, every chart is drawn on, and its right answers are right.

Besides the default the lowest and the highest setting of all knobs are run, since a learner will. Each question is
settled with several seeds: the one that everybody sees first, that of the proof, and those after it. What is over
its budget beside other work is measured once more when all that is done: neighbours cost a run processor time, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from deepdrill.authoring.proof_records import Proof, ProofLine
from deepdrill.content import Drill, Lab, Parameter, Predict
from deepdrill.content.records import Plain
from deepdrill.errors import DeepdrillError
from deepdrill.lab import LabSettled, QuestionSettled, Tried, lacks

__all__ = ["Experimenting", "lab_proofs"]

FIRST_SEED = 0
"""What a run has without a wish."""


class Experimenting(Protocol):
    """What a proof needs of whoever runs labs."""

    def settle(
        self,
        drill: Drill,
        body: Lab,
        seeds: Sequence[int],
        *,
        questions: Sequence[Predict] | None = None,
        tries: Sequence[Mapping[str, Plain]] = (),
    ) -> LabSettled:
        """Run a lab with some knobs, then settle its questions with each seed."""


def lab_proofs(
    drill: Drill, body: Lab, experimenter: Experimenting, seed: int, *, seeds: int, alone: list[Proof]
) -> list[Proof]:
    """List what has to be shown of one lab; all of it happens in one process.

    Args:
        drill: the lab.
        body: its own part.
        experimenter: runs it.
        seed: of the proof.
        seeds: with how many seeds each question is settled.
        alone: gets what has to be run with nothing beside it, once all other proofs have ended.
    """
    if (lack := lacks(drill, body)) is not None:
        why = f"not proved here: {lack}"
        return [lambda: [ProofLine(drill=drill.path, what="lab", ok=True, detail=why)]]
    chosen = list(dict.fromkeys([FIRST_SEED, *range(seed, seed + seeds)]))[:seeds]
    return [partial(_whole, drill, body, experimenter, chosen, alone)]


def _whole(
    drill: Drill, body: Lab, experimenter: Experimenting, seeds: Sequence[int], alone: list[Proof]
) -> list[ProofLine]:
    tries = [
        {},
        {one.name: _end(one, 0) for one in body.parameters},
        {one.name: _end(one, -1) for one in body.parameters},
    ]
    try:
        tried, settled = experimenter.settle(drill, body, seeds, tries=tries)
    except DeepdrillError as error:
        return [ProofLine(drill=drill.path, what="lab", ok=False, detail=str(error))]
    if _over_budget(body, tried[0]):
        alone.append(partial(_budget, drill, body, experimenter))
    troubles = list(_troubles(body, tried, settled))
    return [ProofLine(drill=drill.path, what=what, ok=not trouble, detail=trouble) for what, trouble in troubles]


def _budget(drill: Drill, body: Lab, experimenter: Experimenting) -> list[ProofLine]:
    try:
        tried, _ = experimenter.settle(drill, body, (), tries=[{}])
    except DeepdrillError as error:
        trouble = str(error)
    else:
        trouble = tried[0].why or _over_budget(body, tried[0])
    return [ProofLine(drill=drill.path, what="budget", ok=not trouble, detail=trouble)]


def _end(parameter: Parameter, place: int) -> Plain:
    """Give the first or the last setting of a knob."""
    if parameter.choices:
        return parameter.choices[place]
    number = parameter.low if place == 0 else parameter.high
    return int(number or 0) if isinstance(parameter.default, int) else (number or 0.0)


def _troubles(body: Lab, tried: Sequence[Tried], settled: Sequence[QuestionSettled]) -> Iterator[tuple[str, str]]:
    names = ("default run", "run with the first settings", "run with the last settings")
    for index, (name, run) in enumerate(zip(names, tried, strict=True)):
        yield name, run.why or (_default_trouble(run) if index == 0 else "")
    for question in body.predicts:
        found = [one for one in settled if one.question == question.id]
        for one in found:
            yield f"question {question.id}, seed {one.seed}", _answer_trouble(question, one)
        if not found:
            yield f"question {question.id}", "it was not settled"


def _over_budget(body: Lab, run: Tried) -> str:
    if run.cpu_s <= body.limits.wall_s:
        return ""
    return (
        f"the default run takes {run.cpu_s:.1f} s of one core, and drill.toml allows {body.limits.wall_s:g} s; "
        "do less by default, or raise wall_s"
    )


def _default_trouble(run: Tried) -> str:
    if run.empty_charts:
        return f"nothing is drawn on the chart {', '.join(run.empty_charts)}; draw on it, or remove it from lab.toml"
    return "" if run.shows else "it shows nothing: call lab.point, lab.image, lab.table or lab.value"


def _answer_trouble(question: Predict, one: QuestionSettled) -> str:
    if one.right == question.right:
        return "" if one.notes else "it says no numbers: call runs.note with what was seen"
    if one.right is None:
        return one.why
    seen = " ".join(one.notes) or "No numbers were noted."
    return (
        f'lab.toml says "{question.choices[question.right]}", the runs say "{question.choices[one.right]}". {seen} '
        "Repair the question, or make the effect larger than the luck of a seed"
    )
