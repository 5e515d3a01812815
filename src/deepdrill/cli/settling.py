"""`deepdrill evidence`: what a computer can settle, settled before your eyes."""

from deepdrill.cli.documents import emit
from deepdrill.cli.drawing import drawn, numbers
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, say
from deepdrill.lab import ClaimSettled

__all__ = ["evidence"]


def evidence(
    drill: str,
    /,
    *,
    seed: int = 0,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Run the claims of an explain drill that a computer can settle, and show what they gave.

    Exit 0 when every claim holds, 1 when one does not.

    Parameters
    ----------
    drill
        The drill's path, TOPIC/SLUG.
    seed
        All drawn numbers follow from it.
    """
    with opened(options) as app:
        found = app.evidence(drill, seed=seed)
    if options.json:
        emit("evidence", evidence=found, holds=found.holds)
    else:
        for claim in found.claims:
            _print(claim)
    return 0 if found.holds else 1


def _print(claim: ClaimSettled) -> None:
    say(f"{'✓' if claim.holds else '✗'} {claim.says}", style="bold green" if claim.holds else "bold red")
    if claim.why:
        say(f"  {claim.why}", style="red")
    if claim.rows:
        console().print(numbers(claim.rows), soft_wrap=False)
    if claim.plot:
        for line in drawn(claim.plot):
            say(f"  {line}")
    say()
