"""`deepdrill proof`: is every drill what it claims to be?"""

from collections import Counter
from contextlib import ExitStack
from threading import Lock

from rich.text import Text

from deepdrill.authoring import LAB_SEEDS, ProofLine, Provers, prove, select
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.strength import prove_strength
from deepdrill.cli.terminal import console, counted, say
from deepdrill.errors import UsageError

__all__ = ["proof"]

TRAINING_S = 60.0
"""Of a core, for all checks of a training program; it should take a few seconds."""


def proof(
    *paths: str,
    seed: int = 1,
    lab_seeds: int = LAB_SEEDS,
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
    lab_seeds
        With how many seeds each question of a lab is settled; what holds by luck shows with a dozen.
    verbose
        Print what holds, too.
    strength
        Show instead how many wrong submissions the checks catch: the mistakes, and slips made in the solution.
    """
    if lab_seeds < 1:
        raise UsageError(f"--lab-seeds {lab_seeds} settles nothing. Give 1 or more; 12 shows what holds by luck.")
    if strength:
        return prove_strength(paths, seed=seed, options=options)
    out = console()
    with opened(options, every_core=True) as app, app.trusted_judge(cpu_s=TRAINING_S) as trusted, ExitStack() as shown:
        library = app.library
        selection = select(library, paths)
        status = None if options.json else shown.enter_context(out.status("", spinner="line"))
        settled: Counter[str] = Counter()
        printing = Lock()

        def tell(line: ProofLine) -> None:
            if status is None:
                return
            with printing:
                settled[line.drill] += 1
                status.update(
                    f"{counted(settled.total(), 'claim')} settled, of {len(settled)} of {len(selection.drills)} drills"
                )
                if verbose or not line.ok or (paths and line.soft):
                    out.print(_text(line))

        report = prove(
            library,
            selection,
            Provers(
                judge=app.judge,
                trusted=trusted,
                programs=app.programs,
                grader=app.grader,
                settler=app.settler,
                experimenter=app.experimenter,
            ),
            workers=2 * app.settings.workers,  # evidence and words are settled while the judge judges
            seed=seed,
            lab_seeds=lab_seeds,
            on_line=tell,
        )
    if options.json:
        emit("proof", ok=report.ok, seed=report.seed, drills=report.drills, soft=report.soft, lines=report.lines)
    else:
        bad = sum(not line.ok for line in report.lines)
        drills = f"{counted(report.drills, 'drill')}, {counted(len(report.lines), 'claim')}"
        if report.soft:
            say(f"≈ The grader and the sample answers differ on {counted(report.soft, 'point or misconception')}.")
        if bad:
            say(f"✗ {drills}; not holding: {bad}.", style="bold red")
        else:
            say(f"✓ {drills}; all hold.", style="bold green")
    return 0 if report.ok else 1


def _text(line: ProofLine) -> Text:
    mark = ("✗ ", "red") if not line.ok else ("≈ ", "yellow") if line.soft else ("✓ ", "green")
    details = [f"\n    {detail}" for detail in (line.detail, *line.soft) if detail]
    return Text.assemble(mark, (line.drill, "bold"), f"  {line.what}", *details)
