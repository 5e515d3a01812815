"""`deepdrill new`: the folder of a drill that is still to be written."""

from deepdrill.authoring import new_drill
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import say

__all__ = ["new"]


def new(
    kind: str,
    drill: str,
    /,
    *,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Begin a new drill: a commented folder that fails with useful faults until it is filled in.

    Parameters
    ----------
    kind
        Explain, calculate, implement, debug, lab or case.
    drill
        Its path, TOPIC/SLUG.
    """
    with opened(options) as app:
        made = new_drill(app.library, kind, drill)
    if options.json:
        emit("scaffold", drill=made.drill, folder=made.folder, files=made.files)
        return 0
    for name in made.files:
        say(f"wrote {made.folder / name}")
    say(f"See what is still to be done with:  deepdrill proof {drill}")
    return 0
