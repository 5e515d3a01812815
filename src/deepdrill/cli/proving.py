"""`deepdrill proof`: is every drill what it claims to be?"""

from threading import Lock

from rich.text import Text

from deepdrill.authoring import ProofLine, prove, select
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.strength import prove_strength
from deepdrill.cli.terminal import console, counted, say

__all__ = ["proof"]


def proof(
    *paths: str,
    seed: int = 1,
    verbose: bool = False,
    strength: bool = False,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Prove that drills are what they claim to be: files, starters, solutions, mistakes, numbers.

    Exit 0 when everything holds, 1 when anything does not.

    Parameters
    ----------
    paths
        Drills, topics or folders; the whole library without any.
    seed
        All drawn inputs follow from it.
    verbose
        Print what holds, too.
    strength
        Show instead how many wrong submissions the checks catch: the mistakes, and slips made in the solution.
    """
    if strength:
        return prove_strength(paths, seed=seed, options=options)
    with opened(options) as app:
        library = app.library
        printing = Lock()

        def tell(line: ProofLine) -> None:
            if not options.json and (verbose or not line.ok):
                with printing:
                    console().print(_text(line))

        report = prove(
            library,
            select(library, paths),
            app.judge,
            workers=app.settings.workers,
            seed=seed,
            on_line=tell,
        )
    if options.json:
        emit("proof", ok=report.ok, seed=report.seed, drills=report.drills, lines=report.lines)
    else:
        bad = sum(not line.ok for line in report.lines)
        drills = f"{counted(report.drills, 'drill')}, {counted(len(report.lines), 'claim')}"
        if bad:
            say(f"✗ {drills}; not holding: {bad}.", style="bold red")
        else:
            say(f"✓ {drills}; all hold.", style="bold green")
    return 0 if report.ok else 1


def _text(line: ProofLine) -> Text:
    mark = ("✓ ", "green") if line.ok else ("✗ ", "red")
    return Text.assemble(mark, (line.drill, "bold"), f"  {line.what}", f"\n    {line.detail}" if line.detail else "")
