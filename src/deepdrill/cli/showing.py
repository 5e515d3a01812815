"""`deepdrill show`: what a drill asks, in the terminal."""

from rich.markdown import Markdown

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.content import Calculate, Claim, Debug, Drill, Explain, Implement, Lab

__all__ = ["show"]


def show(
    drill: str,
    /,
    *,
    seed: int = 0,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Show what a drill asks: prompt, claims and what to do next, never the solution.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    seed
        Of the numbers of a calculate drill.
    """
    with opened(options) as app:
        found = app.drill(drill)
        prompt = _prompt(app, found, seed)
        if app.settings.database.exists():  # reading a drill makes no database
            app.begin_to_look(drill)
    if options.json:
        emit("drill", **_entry(found, prompt))
    else:
        _print(found, prompt, seed)
    return 0


def _prompt(app: App, drill: Drill, seed: int) -> str:
    return app.problem(drill.path, seed).prompt if isinstance(drill.body, Calculate) else drill.prompt


def _claims(drill: Drill) -> tuple[Claim, ...]:
    if isinstance(drill.body, Debug):  # the other claims say what is wrong
        return tuple(claim for claim in drill.body.claims if claim.name == drill.body.metric)
    return drill.body.claims if isinstance(drill.body, Implement) else ()


def _print_how_to_answer(path: str, body: Explain) -> None:
    if not body.parts:
        say(f"\nAnswer in two to ten sentences, as you would say it:  deepdrill grade {path} ANSWER.txt")
        return
    say("\nAnswer under these headings:", style="bold")
    for part in body.parts:
        say(f"  ## {part.title}    {part.asks}")
    say(f"\nA file with the headings:  deepdrill try {path}")


def _entry(drill: Drill, prompt: str) -> dict[str, object]:
    return {
        "path": drill.path,
        "title": drill.title,
        "kind": drill.kind,
        "level": drill.level,
        "minutes": drill.minutes,
        "frequency": drill.frequency,
        "covers": drill.covers,
        "needs": drill.needs,
        "sources": drill.sources,
        "revision": drill.revision,
        "prompt": prompt,
        "parts": _parts(drill),
        "claims": [{"name": claim.name, "says": claim.says} for claim in _claims(drill)],
        **(_choices(drill.body) if isinstance(drill.body, Debug) else {}),
    }


def _choices(body: Debug) -> dict[str, object]:
    """List what can be named, without saying what is right."""
    return {
        "causes": [{"id": cause.id, "says": cause.says} for cause in body.causes],
        "tests": [{"id": test.id, "says": test.says} for test in body.tests],
    }


def _parts(drill: Drill) -> list[dict[str, str]]:
    parts = drill.body.parts if isinstance(drill.body, Explain) else ()
    return [{"id": part.id, "title": part.title, "asks": part.asks} for part in parts]


def _print(drill: Drill, prompt: str, seed: int) -> None:
    out = console()
    say(drill.title, style="bold")
    say(f"{drill.path} · {drill.kind} · {drill.level} · {drill.minutes} min\n", style="dim")
    out.print(Markdown(prompt), soft_wrap=False)
    if claims := _claims(drill):
        say("\nIt will be checked that:", style="bold")
        for claim in claims:
            say(f"  · {claim.says}")
        if isinstance(drill.body, Debug):
            say("  · What is wrong is repaired, not only its symptom treated.")
    if drill.needs:
        say(f"\nComes after: {', '.join(drill.needs)}", style="dim")
    _print_next(drill, seed)


def _print_next(drill: Drill, seed: int) -> None:
    """Say how to answer or to begin."""
    match drill.body:
        case Calculate():
            say(f"\nAnswer with:  deepdrill answer {drill.path} --seed {seed}")
        case Explain() as body:
            _print_how_to_answer(drill.path, body)
            if body.evidence:
                advice = "See what a computer can settle, once you have answered"
                say(f"{advice}:  deepdrill evidence {drill.path}", style="dim")
        case Debug() as body:
            _print_choices(drill, body)
        case Lab(predicts=predicts):
            say("\nSay what you expect, then look:", style="bold")
            for number, predict in enumerate(predicts, 1):
                say(f"  {number}. {predict.asks}")
            say(f"\nBegin with:  deepdrill lab {drill.path}")
        case Implement():
            say(f"\nBegin with:  deepdrill try {drill.path}")


def _print_choices(drill: Drill, body: Debug) -> None:
    say("\nThe cause, one or several of (--cause ID):", style="bold")
    for cause in body.causes:
        say(f"  {cause.id}: {cause.says}")
    say("\nThe test that would have caught it (--test ID):", style="bold")
    for test in body.tests:
        say(f"  {test.id}: {test.says}")
    say(f"\nSee its curves:  deepdrill run {drill.path}")
    say(f"Begin with:      deepdrill try {drill.path}")
