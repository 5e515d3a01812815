"""`deepdrill try`: a drill into the learner's own folder."""

from pathlib import Path

from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import say
from deepdrill.cli.workspace import SUBMISSION, WORKSPACE, Laid, lay_out

__all__ = ["try_drill"]


def try_drill(
    drill: str,
    /,
    *,
    into: Path = WORKSPACE,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Put prompt and starter into your workspace folder; a file of yours is never overwritten.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    into
        The workspace folder.
    """
    with opened(options) as app:
        laid = lay_out(app.drill(drill), into)
    if options.json:
        emit("workspace", drill=drill, folder=laid.folder, written=laid.written, kept=laid.kept)
    else:
        _tell(drill, laid)
    return 0


def _tell(drill: str, laid: Laid) -> None:
    submission = laid.folder / SUBMISSION
    for name in laid.written:
        say(f"wrote {laid.folder / name}")
    if SUBMISSION in laid.kept:
        say(f"{submission} is yours and was left as it is. To begin again, rename it and repeat the command.")
    say(f"Have it judged:              deepdrill judge {drill} {submission}")
    say(f"Or get a verdict on a save:  deepdrill watch {laid.folder}")
