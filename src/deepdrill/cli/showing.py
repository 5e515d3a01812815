"""`deepdrill show`: what a drill asks, in the terminal."""

from rich.markdown import Markdown

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.content import Calculate, Case, Claim, Debug, Drill, Implement

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
    if options.json:
        emit("drill", **_entry(found, prompt))
    else:
        _print(found, prompt, seed)
    return 0


def _prompt(app: App, drill: Drill, seed: int) -> str:
    return app.problem(drill.path, seed).prompt if isinstance(drill.body, Calculate) else drill.prompt


def _claims(drill: Drill) -> tuple[Claim, ...]:
    return drill.body.claims if isinstance(drill.body, Implement | Debug | Case) else ()


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
        "claims": [{"name": claim.name, "says": claim.says} for claim in _claims(drill)],
    }


def _print(drill: Drill, prompt: str, seed: int) -> None:
    out = console()
    say(drill.title, style="bold")
    say(f"{drill.path} · {drill.kind} · {drill.level} · {drill.minutes} min\n", style="dim")
    out.print(Markdown(prompt), soft_wrap=False)
    if claims := _claims(drill):
        say("\nIt will be checked that:", style="bold")
        for claim in claims:
            say(f"  · {claim.says}")
    if drill.needs:
        say(f"\nComes after: {', '.join(drill.needs)}", style="dim")
    if isinstance(drill.body, Calculate):
        say(f"\nAnswer with:  deepdrill answer {drill.path} --seed {seed}")
    elif isinstance(drill.body, Implement):
        say(f"\nBegin with:  deepdrill try {drill.path}")
