"""`deepdrill lab`: predict, turn the knobs, and look."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.markdown import Markdown

from deepdrill.cli.documents import emit
from deepdrill.cli.drawing import drawn, numbers
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.content import Drill, Lab
from deepdrill.errors import UsageError
from deepdrill.lab import LabRun, QuestionSettled, plot_on, written
from deepdrill.lab.records import shown_cell
from deepdrill.practice import Attempt, lab_of

if TYPE_CHECKING:
    from deepdrill.app import App

__all__ = ["lab"]

NOT_PASSED, OUR_FAULT = 1, 3


def lab(
    drill: str,
    /,
    *,
    knobs: Annotated[tuple[str, ...], Parameter(name="--set", negative=())] = (),
    predict: str = "",
    seed: int = 0,
    settle: Annotated[bool, Parameter(negative=())] = False,
    save: Path | None = None,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Run a lab and draw what it shows; what you predict of it comes first and is recorded.

    Exit 0 when it ran and all predictions were right, 1 when one was not, 2 wrong use, 3 our fault.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    knobs
        A knob and its value, NAME=VALUE; may be given several times.
    predict
        Your choices, one number per question in their order, such as "2,1".
    seed
        All that is drawn at random follows from it.
    settle
        Also run what settles each question, and show the numbers.
    save
        Write the curves to this file as SVG, and the images beside it as PNG.
    """
    if save is not None and save.suffix != ".svg":
        raise UsageError(f"{save} is no SVG file: give a name that ends in .svg, such as  --save curves.svg")
    with opened(options) as app:
        found = app.drill(drill)
        body = lab_of(found)
        running = app.begin_experiment(drill, _pairs(knobs), seed=seed)
        attempt = _predicted(app, found, body, predict, asking=not options.json)
        run = running.follow()
        settled = [app.settle_question(drill, one.id, seed=seed) for one in body.predicts] if settle else []
    if save is not None:
        _save(body, run, save)
    if options.json:
        predictions = attempt.predictions if attempt else None
        emit("lab", attempt=attempt and attempt.id, predictions=predictions, run=run, settled=settled)
    else:
        _print(found, body, run)
        _print_answers(body, attempt, settled)
    if run.state in {"failed", "out of time"}:
        return OUR_FAULT
    return NOT_PASSED if attempt is not None and not attempt.passed else 0


def _pairs(knobs: tuple[str, ...]) -> dict[str, str]:
    pairs = [knob.partition("=") for knob in knobs]
    for name, equals, _ in pairs:
        if not equals:
            raise UsageError(f'"{name}" sets nothing. Write a knob and its value, such as  --set rate=0.1')
    return {name.strip(): value for name, _, value in pairs}


def _predicted(app: "App", drill: Drill, body: Lab, text: str, *, asking: bool) -> Attempt | None:
    """Record what was predicted; who has predicted before may run without doing it again."""
    if not text and drill.path in app.standing():
        return None
    if not text and not (asking and sys.stdin.isatty()):
        asked = "\n".join(_question(number, body) for number in range(len(body.predicts)))
        example = ",".join("1" for _ in body.predicts)
        raise UsageError(f"{asked}\nSay first what you expect:  deepdrill lab {drill.path} --predict {example}")
    if text:
        numbers_given = text.replace(",", " ").split()
    else:
        console().print(Markdown(drill.prompt), soft_wrap=False)
        numbers_given = [_ask(number, body) for number in range(len(body.predicts))]
    if len(numbers_given) != len(body.predicts) or not all(one.isdecimal() for one in numbers_given):
        raise UsageError(
            f'"{text}" does not answer {len(body.predicts)} questions: give one number for each, counted from 1.'
        )
    return app.predict(
        drill.path, {one.id: int(number) - 1 for one, number in zip(body.predicts, numbers_given, strict=True)}
    )


def _question(number: int, body: Lab) -> str:
    predict = body.predicts[number]
    choices = "\n".join(f"     {place}  {choice}" for place, choice in enumerate(predict.choices, 1))
    return f"\n{number + 1}. {predict.asks}\n{choices}"


def _ask(number: int, body: Lab) -> str:
    say(_question(number, body))
    try:
        return input("Your choice: ").strip()
    except EOFError:
        raise UsageError("No answer was given, so nothing was recorded. Try again when you have one.") from None


def _print(drill: Drill, body: Lab, run: LabRun) -> None:
    setting = ", ".join(f"{name} {written(value)}" for name, value in run.knobs.items())
    say(f"{drill.title}: {setting}, seed {run.seed}", style="bold")
    if run.why:
        say(run.why, style="red")
    for chart in body.charts:
        say(f"\n{chart.title}", style="bold")
        for line in drawn(plot_on(chart, run)) or ["Nothing was drawn."]:
            say(f"  {line}")
    for table in run.tables:
        say(f"\n{table.name}", style="bold")
        console().print(numbers(table.rows), soft_wrap=False)
    for picture in run.pictures:
        say(f"\n{picture.name}: an image of {picture.width} by {picture.height} pixels; see it with  --save FILE.svg")
    say()
    for name, value in run.values.items():
        say(f"{name}: {shown_cell(value)}")
    for note in run.notes:
        say(note)
    say(f"{run.state.capitalize()} after {run.wall_s:.1f} s.", style="dim")


def _print_answers(body: Lab, attempt: Attempt | None, settled: list[QuestionSettled]) -> None:
    """Print what was predicted beside what is right, and the numbers where they were asked for."""
    predictions = attempt.predictions if attempt else None
    graded = {one.id: one for one in predictions.questions} if predictions else {}
    found = {one.question: one for one in settled}
    for predict in body.predicts:
        question = graded.get(predict.id)
        if question is not None:
            mark, style = ("✓ RIGHT", "green") if question.correct else ("✗ NOT RIGHT", "red")
            say(f"\n{mark}  {question.asks}", style=style)
            if not question.correct:
                say(f"You chose: {question.choices[question.chosen]}")
            say(f"Right is: {question.choices[question.right]}")
            console().print(Markdown(question.because), soft_wrap=False)
        elif predict.id in found:
            say(f"\n{predict.asks}")
        if predict.id in found:
            say(f"Run just now: {' '.join(found[predict.id].notes) or found[predict.id].why}")


def _save(body: Lab, run: LabRun, path: Path) -> None:
    from deepdrill.web.plotting import standing_alone  # noqa: PLC0415  only where a picture is wanted

    try:
        path.write_text(standing_alone([(one.title, plot_on(one, run)) for one in body.charts]), encoding="utf-8")
        for picture in run.pictures:
            name = "".join(letter if letter.isalnum() else "-" for letter in picture.name.lower())
            path.with_name(f"{path.stem}-{name}.png").write_bytes(picture.png)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}. Give another file with  --save FILE.svg"
        ) from None
