"""`deepdrill interview`: rounds against one clock in the terminal, and what comes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.markdown import Markdown

from deepdrill.cli.documents import emit
from deepdrill.cli.handed_in import read_submission
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, say
from deepdrill.content.records import Calculate, Debug, Drill, Explain, Implement, Level, Round
from deepdrill.errors import UsageError

if TYPE_CHECKING:
    from deepdrill.app import App
    from deepdrill.interview import Debrief, Interviews, Room, Step

__all__ = ["interview"]

HOW = (
    "Answer in as many lines as you like and end with a line that holds only a full stop.\n"
    "Instead of an answer:  :next  goes on,  :time  says what is left,  :pause  stops the clock,  :end  ends it early."
)

IN_A_FILE = "Edit that file, then press Enter here to hand it in."


def interview(
    *,
    minutes: int = 60,
    rounds: str = "",
    role: str = "",
    level: Level | None = None,
    resume: str = "",
    answer: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    list_: Annotated[bool, Parameter(name="--list", negative=(), show_default=False)] = False,
    debrief: str = "",
    save: Path | None = None,
    into: Path = Path("deepdrill"),
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Hold an interview: rounds against one clock, with follow-ups and a debrief.

    With --json it begins or resumes, tells what is asked, and leaves; hand in with --resume ID --answer FILE.

    Parameters
    ----------
    minutes
        Of the one clock, 30 to 180.
    rounds
        Such as theory,coding; without it they are chosen for the role and the minutes.
    role
        Id of a role in content/roles.toml; that of your set-up by default.
    level
        Of the post: fresher, mid or senior; that of your set-up by default.
    resume
        Go on with the interview of this id.
    answer
        Hand in this file for what is asked now; - reads standard input.
    list_
        List your interviews.
    debrief
        Show the debrief of the interview of this id.
    save
        Save the debrief as this file: .html or .pdf.
    into
        The workspace folder, where files to edit are put.
    """
    with opened(options) as app:
        if list_:
            return _list(app, options)
        if debrief or save is not None:
            return _debrief(app, debrief, save, options)
        room = (
            app.interviews().room(resume)
            if resume
            else _begin(app, minutes=minutes, rounds=rounds, role=role, level=level)
        )
        if answer is not None:
            room = _hand_in(app, room, read_submission(answer))
        if options.json:
            emit("interview", **_document(app, room))
            return 0
        return Talk(app=app, interviews=app.interviews(), into=into).hold(room)


def _begin(app: "App", *, minutes: int, rounds: str, role: str, level: Level | None) -> "Room":
    profile = app.preparation().profile
    return app.interviews().begin(
        minutes=minutes,
        rounds=tuple(_rounds(rounds)),
        role=role or profile.role if app.library.roles else role,
        level=level or profile.level,
    )


def _rounds(text: str) -> Iterator[Round]:
    for word in filter(None, (part.strip() for part in text.split(","))):
        if word not in set(Round):
            raise UsageError(f'There is no round "{word}". The rounds are {", ".join(Round)}.')
        yield Round(word)


def _hand_in(app: "App", room: "Room", text: str) -> "Room":
    step = room.step
    if step is None:
        raise UsageError(
            f"Nothing is asked in this interview any more. See:  deepdrill interview --debrief {room.interview.id}"
        )
    return app.interviews().answer(room.interview.id, step, text, number=_number(room, step))


def _number(room: "Room", step: "Step") -> int:
    return len(room.turns[step.turn - 1].tries) + 1 if not step.number else 1


def _document(app: "App", room: "Room") -> dict[str, object]:
    """Give what is asked now; nothing of the rubric or the checks."""
    from deepdrill.interview.timing import left_s  # noqa: PLC0415  only this command needs it

    asked: dict[str, object] = {"asks": "", "drill": None, "turn": None, "step": None, "last": ""}
    if room.step is not None and room.turn is not None:
        last = room.turn.tries[-1].report if room.turn.tries else None
        asked = {
            "asks": room.turn.asking.asks if room.turn.asking else _prompt(app, room),
            "drill": room.turn.drill,
            "turn": room.step.turn,
            "step": room.step.number,
            "last": last.says if last else "",
        }
    return {
        "id": room.interview.id,
        "state": room.state,
        "left_s": round(left_s(room, app.now())),
        "round": room.interview.rounds[room.turn.place] if room.turn else None,
        **asked,
    }


def _prompt(app: "App", room: "Room") -> str:
    turn = room.turn
    drill = app.library.drills.get(turn.drill) if turn else None
    if turn is None or drill is None:
        return ""
    return app.problem(drill.path, turn.seed).prompt if isinstance(drill.body, Calculate) else drill.prompt


def _list(app: "App", options: Options) -> int:
    rooms = app.interviews().earlier()
    if options.json:
        emit("interviews", interviews=[{"state": room.state, "interview": room.interview} for room in rooms])
        return 0
    for room in rooms:
        held = room.interview
        rounds = ", ".join(held.rounds)
        say(f"{held.id}  {held.begun_at.astimezone():%Y-%m-%d %H:%M}  {held.minutes} min  {rounds}  {room.state}")
    if not rooms:
        say("You have held no interview yet. Begin one with:  deepdrill interview")
    return 0


def _debrief(app: "App", interview_id: str, save: Path | None, options: Options) -> int:
    if not interview_id:
        raise UsageError("Say of which interview:  deepdrill interview --debrief ID --save FILE.html")
    found = app.interviews().debrief(interview_id)
    if save is not None:
        _save(app, found, save)
    if options.json:
        emit("debrief", debrief=found, saved=save)
    elif save is not None:
        say(f"Saved as {save}")
    else:
        print_debrief(app, found)
    return 0


def _save(app: "App", found: "Debrief", save: Path) -> None:
    from deepdrill.web.saving import debrief_html, debrief_pdf  # noqa: PLC0415  the template engine is not needed else

    match save.suffix.lower():
        case ".html":
            made = debrief_html(found, app.library).encode()
        case ".pdf":
            made = debrief_pdf(found, app.library)
        case _:
            raise UsageError(f"A debrief is saved as .html or .pdf, not as {save.name}. Name the file so.")
    try:
        save.write_bytes(made)
    except OSError as error:
        raise UsageError(f"{save} cannot be written ({error.strerror}). Choose another file.") from None


@dataclass(frozen=True, kw_only=True)
class Talk:
    """An interview held in the terminal."""

    app: "App"
    interviews: "Interviews"
    into: Path

    def hold(self, room: "Room") -> int:
        """Ask until it is over, or until the learner leaves, who may come back."""
        say(HOW, style="dim")
        id_ = room.interview.id
        try:
            while room.step is not None:
                room = self._step(room, room.step)
        except (EOFError, KeyboardInterrupt):
            say(f"\nThe clock runs on. Go on with:  deepdrill interview --resume {id_}")
            return 0
        print_debrief(self.app, self.interviews.debrief(id_))
        return 0

    def _step(self, room: "Room", step: "Step") -> "Room":
        from deepdrill.interview import State  # noqa: PLC0415  only this command needs it

        id_ = room.interview.id
        if room.state is State.PAUSED:
            input("\nThe clock stands. Press Enter to go on. ")
            return self.interviews.resume(id_)
        self._ask(room, step)
        drill = self.app.library.drills.get(room.turns[step.turn - 1].drill)
        text = self._from_file(room, step, drill) if drill and _wants_file(drill, step) else _lines()
        match text.strip():
            case ":next" | "":
                return self.interviews.go_on(id_, step)
            case ":pause":
                return self.interviews.pause(id_)
            case ":end":
                return self.interviews.end(id_)
            case ":time":
                return self.interviews.room(id_)
        room = self.interviews.answer(id_, step, text, number=_number(room, step))
        self._tell(room, step)
        return room

    def _ask(self, room: "Room", step: "Step") -> None:
        from deepdrill.interview.timing import left_s  # noqa: PLC0415

        turn = room.turns[step.turn - 1]
        minutes = int(left_s(room, self.app.now()) // 60)
        round_ = room.interview.rounds[turn.place]
        say(f"\n{round_.capitalize()}, drill {turn.number} · {counted(minutes, 'minute')} left", style="bold")
        if turn.asking is not None:
            console().print(Markdown(turn.asking.asks), soft_wrap=False)
        elif not turn.tries:
            console().print(Markdown(_prompt(self.app, room)), soft_wrap=False)

    def _from_file(self, room: "Room", step: "Step", drill: Drill) -> str:
        folder = self.into / "interview" / room.interview.id / str(step.turn)
        file = folder / ("submission.py" if isinstance(drill.body, Implement | Debug) else "answer.md")
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(_begun(drill), encoding="utf-8")
        word = input(f"\n{file}\n{IN_A_FILE} Or type :next, :time, :pause, :end. ").strip()
        return word if word.startswith(":") else read_submission(file)

    def _tell(self, room: "Room", step: "Step") -> None:
        if step.number:
            return
        last = room.turns[step.turn - 1].tries[-1].report
        if last is not None:
            say(last.says, style="green" if last.passed else "yellow")


def _wants_file(drill: Drill, step: "Step") -> bool:
    canvas = isinstance(drill.body, Explain) and bool(drill.body.parts)
    return not step.number and (canvas or isinstance(drill.body, Implement | Debug))


def _begun(drill: Drill) -> str:
    from deepdrill.content.canvas import blank  # noqa: PLC0415
    from deepdrill.interview.blank import begun_text  # noqa: PLC0415

    if isinstance(drill.body, Explain):
        return blank(drill.body.parts)
    return begun_text(drill)


def _lines() -> str:
    """Read lines up to one that holds only a full stop; a command is a line of its own, and so is a blank answer."""
    read: list[str] = []
    while (line := input("> ")) != ".":
        if not read and line.strip().startswith(":"):
            return line
        read.append(line)
    return "\n".join(read)


def print_debrief(app: "App", found: "Debrief") -> None:
    """Write a debrief for the terminal."""
    say("\nDebrief", style="bold")
    for line in found.says:
        say(line)
    for one in found.rounds:
        say(f"\n{one.round.capitalize()}: {one.says}", style="bold")
        for turn in one.turns:
            say(f"  {turn.number}. {turn.title} ({turn.outcome}{', after the clock' if turn.late else ''})")
            for line in turn.says:
                say(f"     {line}")
            for followup in turn.followups:
                say(f"     · {followup.asks}")
                say(f"       {followup.says}" + (f" Model answer: {followup.answer}" if followup.answer else ""))
    say("\nNext", style="bold")
    for place, thing in enumerate(found.next, 1):
        title = app.library.drills[thing.drill].title if thing.drill in app.library.drills else thing.drill
        say(f"  {place}. {title}:  deepdrill show {thing.drill}\n     {thing.reason}")
    for note in found.notes:
        say(note, style="dim")
    say(f"\nTo keep it:  deepdrill interview --debrief {found.interview.id} --save debrief.html", style="dim")
