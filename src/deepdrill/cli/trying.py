"""`deepdrill try`: a drill into the learner's own folder."""

from pathlib import Path

from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import say
from deepdrill.cli.workspace import ANSWER, SUBMISSION, WORKSPACE, Laid, lay_out
from deepdrill.content import Debug, Drill

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
        found = app.drill(drill)
        laid = lay_out(found, into)
        app.begin_to_look(drill)
    if options.json:
        emit("workspace", drill=drill, folder=laid.folder, written=laid.written, kept=laid.kept)
    else:
        _tell(found, laid)
    return 0


def _tell(drill: Drill, laid: Laid) -> None:
    answered = ANSWER in (*laid.written, *laid.kept)
    mine = ANSWER if answered else SUBMISSION
    submission = laid.folder / mine
    for name in laid.written:
        say(f"wrote {laid.folder / name}")
    if mine in laid.kept:
        say(f"{submission} is yours and was left as it is. To begin again, rename it and repeat the command.")
    if answered:
        say(f"Have it graded:  deepdrill grade {drill.path} {submission}")
        return
    if isinstance(drill.body, Debug):
        say(f"See its curves:              deepdrill run {drill.path} {submission}")
        say(f"Hand it in:                  deepdrill judge {drill.path} {submission} --cause ID --test ID")
    else:
        say(f"Have it judged:              deepdrill judge {drill.path} {submission}")
    say(f"Or get a verdict on a save:  deepdrill watch {laid.folder}")
