"""`deepdrill export`, `import`, `backup` and `restore`: nothing is locked in."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, Places, opened
from deepdrill.cli.terminal import counted, say
from deepdrill.errors import UsageError

__all__ = ["backup", "export", "import_", "restore"]

LARGEST = 2_000_000_000
"""Bytes of a file that is read whole."""


def export(
    *,
    json: Path | None = None,
    csv: Path | None = None,
    anki: Path | None = None,
    places: Places = Places(),  # noqa: B008  frozen
) -> int:
    """Write everything that is yours into files of your choice; one that exists is not overwritten.

    Parameters
    ----------
    json
        Everything, in a form that `deepdrill import` reads again.
    csv
        Your attempts, for a spreadsheet.
    anki
        All drills as an Anki package.
    """
    with opened(places) as app:
        wanted: dict[Path, Callable[[], bytes]] = {}
        if json:
            wanted[json] = lambda: msgspec.json.encode(app.take_out())
        if csv:
            wanted[csv] = lambda: app.attempts_csv().encode()
        if anki:
            wanted[anki] = app.anki_package
        if not wanted:
            raise UsageError("Say what to write, and where:  deepdrill export --json FILE --csv FILE --anki FILE")
        for path, make in wanted.items():
            _write(path, make())
            say(f"Written: {path}")
    return 0


def import_(file: Path, /, *, options: Options = Options()) -> int:  # noqa: B008
    """Take in what `deepdrill export` wrote as JSON; what is here already stays, and a second time changes nothing.

    Parameters
    ----------
    file
        The JSON file.
    """
    with opened(options) as app:
        taken = app.take_in(_read(file), str(file))
    if options.json:
        emit("import", taken=taken)
    else:
        known = f" {counted(taken.known, 'attempt')} were here already." if taken.known else ""
        setup = " The set-up came with them." if taken.setup else ""
        held = f" {counted(taken.interviews, 'interview')} too." if taken.interviews else ""
        say(f"Taken in: {counted(taken.attempts, 'new attempt')}.{held}{known}{setup}")
    return 0


def backup(file: Path, /, *, options: Options = Options()) -> int:  # noqa: B008
    """Copy the whole database into one file, also while deepdrill runs.

    Parameters
    ----------
    file
        The copy; one that exists is not overwritten.
    """
    with opened(options) as app:
        app.back_up(file)
    if options.json:
        emit("backup", file=file, bytes=file.stat().st_size)
    else:
        say(f"{file} holds everything, {file.stat().st_size:,} bytes. To put it back:  deepdrill restore {file}")
    return 0


def restore(file: Path, /, *, options: Options = Options()) -> int:  # noqa: B008
    """Put a backup in the place of the database; what was there is kept beside it.

    Parameters
    ----------
    file
        What `deepdrill backup` made.
    """
    with opened(options) as app:
        kept, database = app.restore(file), app.settings.database
    if options.json:
        emit("restore", database=database, kept=kept)
    else:
        say(f"{database} is as it was in {file}." + (f" What was there before is in {kept}." if kept else ""))
    return 0


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(f"{file} is larger than {LARGEST:,} bytes. Nothing was changed.")
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}). Nothing was changed.") from None


def _write(path: Path, contents: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(contents)
    except FileExistsError:
        raise UsageError(f"{path} exists already and was left as it is. Choose another name.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Choose another place.") from None
