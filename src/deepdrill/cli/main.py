"""The commands and what each exit code means; a command's module is imported when it is called.

Exit codes: 0 passed or done, 1 not passed, 2 wrong use, 3 our fault.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from deepdrill.cli.options import Options
from deepdrill.errors import DeepdrillError

__all__ = ["main", "run"]

WRONG_USE, OUR_FAULT, INTERRUPTED, READER_GONE = 2, 3, 130, 141
"""The last two as shells count what a signal ended."""

app = App(
    name="deepdrill",
    help="Get ready for a deep-learning interview, and know from evidence whether you are.",
    help_format="plaintext",
    version_flags=["--version"],
    suppress_keyboard_interrupt=False,
    help_epilogue="Exit codes: 0 passed, 1 not passed, 2 wrong use, 3 our fault.",
)

_COMMANDS = {
    "list": ("listing:list_drills", "List the drills, with where you stand."),
    "topic": ("topics:topic", "Show a topic on one page, with its pictures and drills."),
    "show": ("showing:show", "Show what a drill asks."),
    "try": ("trying:try_drill", "Put prompt and starter into your workspace folder."),
    "watch": ("watching:watch", "Give a verdict on every save, in any editor."),
    "judge": ("judging:judge", "Give a verdict on a file."),
    "run": ("running:run_program", "Run a training program to debug, and draw its curves."),
    "answer": ("answering:answer", "Answer a calculate drill with a number and its unit."),
    "grade": ("grading:grade", "Grade an answer in words, point by point."),
    "lab": ("experimenting:lab", "Predict, turn the knobs of a lab, and look."),
    "evidence": ("settling:evidence", "Show what a computer can settle of an explain drill."),
    "case": ("casework:case", "Build a system in stages: your folder, and each stage judged."),
    "hint": ("helping:hint", "Open the next hint; it is recorded."),
    "solution": ("helping:solution", "Show a worked answer, after passing or giving up."),
    "setup": ("preparing:setup", "Say what you prepare for: role, level, date, minutes a day."),
    "placement": ("preparing:placement", "Find out where to begin, in a quarter of an hour."),
    "today": ("preparing:today", "What to do now, and why."),
    "progress": ("preparing:progress", "How ready you are, and what would help most."),
    "trap": ("shorter:trap", "Tell a drill's own trap from those of others."),
    "line": ("shorter:line", "Fill the one line that is missing from a worked answer."),
    "word": ("preparing:word", "Say how well you knew a drill at an attempt."),
    "export": ("leaving:export", "Write everything that is yours into files: JSON, CSV, Anki."),
    "import": ("leaving:import_", "Take in what export wrote as JSON."),
    "backup": ("leaving:backup", "Copy the database, also while deepdrill runs."),
    "restore": ("leaving:restore", "Put a backup in the database's place."),
    "interview": ("interviewing:interview", "Hold an interview: rounds against one clock, follow-ups, a debrief."),
    "proof": ("proving:proof", "Prove that drills are what they claim to be (for authors)."),
    "coverage": ("covering:coverage", "Show which skills are practised by which drills (for authors)."),
    "new": ("beginning:new", "Begin a new drill (for authors)."),
    "doctor": ("health:doctor", "Check this machine, and say which guarantees hold on it."),
}
for _name, (_target, _help) in _COMMANDS.items():
    app.command(f"deepdrill.cli.{_target}", name=_name, help=_help)


@app.default
def start(
    *,
    host: str = "127.0.0.1",
    port: int = 8421,
    browser: Annotated[bool, Parameter(negative="--no-browser", show_default=False)] = True,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Start the pages on this machine and open the browser.

    Parameters
    ----------
    host
        The address to listen on.
    port
        The port to listen on.
    browser
        Whether to open the browser.
    """
    from deepdrill.cli.serving import serve_pages  # noqa: PLC0415  help must not wait for the web server

    return serve_pages(options, host=host, port=port, open_browser=browser)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    try:
        code = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        return _say(arguments, _advice(arguments, error), WRONG_USE)
    except DeepdrillError as error:
        return _say(arguments, str(error), error.exit_code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at the very end
        return READER_GONE
    except Exception:  # noqa: BLE001  a bug of ours must not look like a submission that did not pass
        traceback.print_exc()
        return OUR_FAULT
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run deepdrill from the shell."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ still gets the word beside it
    sys.exit(run(sys.argv[1:]))


def _advice(arguments: Sequence[str], error: CycloptsError) -> str:
    """Say what to do about a command line that cannot be read."""
    from deepdrill.content.spelling import did_you_mean  # noqa: PLC0415  only where something is misspelt

    command = arguments[0] if arguments else ""
    if not command.startswith("-") and command not in _COMMANDS:
        meant = did_you_mean(command, _COMMANDS, "it takes one of those below.")
        return f'There is no command "{command}"; {meant} See them all with:  deepdrill --help'
    return f"{str(error).strip()} See:  deepdrill {command} --help"


def _say(arguments: Sequence[str], message: str, code: int) -> int:
    if "--json" in arguments and arguments[0] != "export":  # where it names a file
        from deepdrill.cli.documents import emit  # noqa: PLC0415

        emit("error", message=message, exit_code=code)
    else:
        sys.stderr.write(f"{message}\n")
    return code
