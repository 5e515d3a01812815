"""The magic itself: `%deepdrill DRILL` reads a drill, `%%deepdrill DRILL` has the cell judged."""

import atexit

from IPython.core.error import UsageError as MagicMisused
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.display import Markdown, display

from deepdrill.app import App
from deepdrill.content import Implement
from deepdrill.errors import DeepdrillError, JudgeUnavailable, UsageError
from deepdrill.judge.verdict import Verdict
from deepdrill.notebook.shown import ShownVerdict

__all__ = ["DrillMagic", "attach", "detach"]

NAME = "deepdrill"


class DrillMagic:
    """One open deepdrill with one warm judge, for as long as the session lives."""

    def __init__(self, shell: InteractiveShell, app: App) -> None:
        self._shell = shell
        self.app = app

    def __call__(self, line: str, cell: str | None = None) -> None:
        """Judge the cell as a submission to a drill; without a cell, show the drill and offer its starter.

        The cell is judged in a process of its own and not run in this session.
        """
        asked = _parser().parse_argstring(line)
        try:
            if cell is None:
                self._read(asked.drill)
            else:
                display(ShownVerdict(self._judge(asked.drill, cell, asked.seed, record=not asked.no_record)))
        except DeepdrillError as foreseen:
            raise MagicMisused(str(foreseen)) from None  # IPython prints it without a traceback

    def _read(self, path: str) -> None:
        drill = self.app.drill(path)
        if not isinstance(drill.body, Implement):
            raise UsageError(f"{path} asks for no code. Read it with:  deepdrill show {path}")
        display(Markdown(f"### {drill.title}\n\n{drill.prompt}"))
        self._shell.set_next_input(f"%%{NAME} {path}\n{drill.body.starter}")

    def _judge(self, path: str, code: str, seed: int | None, *, record: bool) -> Verdict:
        if not record:
            return self.app.try_out(path, code, seed=seed)
        attempt = self.app.submit(path, code, seed=seed)
        if attempt.verdict is None:
            raise JudgeUnavailable(f"The judge gave no verdict ({attempt.note}). See what is wrong:  deepdrill doctor")
        return attempt.verdict


def attach(shell: InteractiveShell, app: App) -> None:
    """Give the session its magic; one that it had before is ended."""
    detach(shell)
    shell.magics_manager.register_function(DrillMagic(shell, app), "line_cell", NAME)
    atexit.register(app.close)


def detach(shell: InteractiveShell) -> None:
    """Take the magic away and end its judge; does nothing where there is none."""
    for kind in ("line", "cell"):
        magic = shell.magics_manager.magics[kind].pop(NAME, None)
        if isinstance(magic, DrillMagic):
            magic.app.close()
            atexit.unregister(magic.app.close)


def _parser() -> MagicArgumentParser:
    parser = MagicArgumentParser(prog=f"%%{NAME}", add_help=False)
    parser.add_argument("drill", help="The drill's path, TOPIC/SLUG.")
    parser.add_argument("--seed", type=int, help="Draw the same inputs as a verdict with this seed.")
    parser.add_argument("--no-record", action="store_true", help="Keep no attempt.")
    return parser
