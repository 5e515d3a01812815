"""Conduct interviews: begin, put, take, judge, ask on, pause, end. Everything is in the log before it is acted upon.

Any moment may be the last one: a closed browser, a restart or a lost connection leaves a log from which the next look
goes on, and a try that was not judged is judged then.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import msgspec

from deepdrill.clock import Clock
from deepdrill.content.records import Calculate, Debug, Drill, Implement, Level, Library, Round
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import DeepdrillError, UnreadableAnswer, UsageError
from deepdrill.grading.closeness import Closeness
from deepdrill.interview.blank import begun_text
from deepdrill.interview.book import Book, Moved, Saved
from deepdrill.interview.course import Course, Handed, follow_up_due
from deepdrill.interview.debrief import Debrief, debrief_of, next_things
from deepdrill.interview.edits import LONGEST_TEXT, Edit, between, replayed, thinned
from deepdrill.interview.folding import fold, folded
from deepdrill.interview.interviewer import Interviewer, Put
from deepdrill.interview.picking import can_ask
from deepdrill.interview.records import (
    Advised,
    Event,
    FollowUpAnswered,
    FollowUpAsked,
    Interview,
    Judged,
    Noted,
    Paused,
    Report,
    Resumed,
    Room,
    State,
    Step,
    Thing,
    Try,
    Turn,
)
from deepdrill.interview.reporting import unjudged
from deepdrill.interview.timing import LEAST, LONGEST, SHORTEST, is_over, rounds_for

__all__ = ["MOST_SAVED", "Drafted", "Interviews", "Panel", "Underway"]

MOST_SAVED = 3_000_000
"""Bytes of edits of one interview, more than anybody types in three hours; then a draft is kept once a minute."""

THIN_S = 60.0

EARLIER = 5
"""Interviews that one is compared with."""

RUNNING = 5
"""The newest interviews, among which those that still run are looked for."""

TRIES = 20
"""How often a log that others write to is read again."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Who judges what is handed in. Each records an attempt, and may raise what `practice` raises."""

    code: Callable[[str, str, int], Report]
    """Takes the drill's path, the text and the seed."""
    number: Callable[[str, str, int], Report]
    words: Callable[[str, str], Report]
    compare: Callable[[str, str, str], Closeness | None]
    """Takes a question, its model answer and what was said."""


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a draft."""

    state: State
    kept: bool
    moved: bool
    """Another step is asked by now."""


class Underway:
    """What is being judged right now in this process, so that a second page does not have it judged again."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def claim(self, key: str) -> Iterator[bool]:
        """Tell whether nobody else is at it; it is free again at the end."""
        with self._lock:
            mine = key not in self._keys
            self._keys.add(key)
        try:
            yield mine
        finally:
            if mine:
                with self._lock:
                    self._keys.discard(key)


@dataclass(frozen=True, kw_only=True)
class Interviews:
    """One learner's interviews."""

    learner: str
    library: Callable[[], Library]
    book: Book
    panel: Panel
    interviewer: Interviewer
    solved: Callable[[], Mapping[str, datetime]]
    """When the learner passed each drill last."""
    advise: Callable[[Thing], None]
    """Hands on what the debrief advises, so that a sitting can take it."""
    clock: Clock
    draw_id: Callable[[], str]
    draw_seed: Callable[[], int]
    underway: Underway

    # Beginning and looking

    def begin(self, *, minutes: int, rounds: Sequence[Round] = (), role: str = "", level: Level = Level.MID) -> Room:
        """Begin an interview and put the first drill.

        Args:
            minutes: Of the one clock.
            rounds: In the order in which they come; none to let them be chosen for the role and the minutes.
            role: Id of a role of the library; "" for none in particular.
            level: Of the post.

        Raises:
            UsageError: Too short or too long, rounds that do not fit or that the library cannot ask, an unknown role.
        """
        library = self.library()
        if not SHORTEST <= minutes <= LONGEST:
            raise UsageError(f"An interview takes {SHORTEST} to {LONGEST} minutes, not {minutes}. Choose others.")
        if role and role not in library.roles:
            raise UsageError(
                f'There is no role "{role}": {did_you_mean(role, library.roles, "choose one of the list.")}'
            )
        has = frozenset(drill.round for drill in library.drills.values() if can_ask(drill))
        _require_rounds(rounds, minutes, has)
        interview = Interview(
            id=self.draw_id(),
            learner=self.learner,
            role=role,
            level=level,
            rounds=tuple(rounds) or rounds_for(library.roles.get(role), minutes, has),
            chosen=bool(rounds),
            minutes=minutes,
            seed=self.draw_seed(),
            begun_at=self.clock(),
        )
        self.book.begin(interview)
        return self._write(interview, self._course().begin_turn)

    def room(self, interview_id: str) -> Room:
        """Look at an interview; ends it if its clock has run out, and judges what a crash left unjudged."""
        interview = self._find(interview_id)
        room = self._write(interview, self._struck)
        return self._settle(room)

    def earlier(self, *, limit: int = 50) -> tuple[Room, ...]:
        """List the learner's interviews, newest first."""
        return tuple(self._write(one, self._struck) for one in self.book.interviews(self.learner, limit=limit))

    def refuse_help(self, drill: str) -> None:
        """Refuse hints and solution of a drill that a running interview asks.

        Raises:
            UsageError: One asks it.
        """
        for one in self.book.interviews(self.learner, limit=RUNNING):
            room = self._write(one, self._struck)
            if room.state is not State.OVER and any(turn.drill == drill for turn in room.turns):
                raise UsageError(
                    "Your interview asks this drill, so its hints and solution stay closed until that is over. "
                    f"Back to it:  deepdrill interview --resume {one.id}"
                )

    # Writing

    def draft(self, interview_id: str, step: Step) -> str:
        """Give what was written so far at a step."""
        return self._draft(self.book.interview(interview_id), step)

    def save(self, interview_id: str, step: Step, text: str, edits: Sequence[Edit] = ()) -> Drafted:
        """Keep a draft, with the edits that led to it; nothing is kept in a pause, or once it is over."""
        interview = self._find(interview_id)
        room = self._write(interview, self._struck)
        begun_at = _put_at(room, step)
        if room.state is not State.RUNNING or begun_at is None or room.step != step:
            return Drafted(state=room.state, kept=False, moved=room.step != step)
        old, new, now = self._draft(interview, step), _storable(text), self.clock()
        at_ms = max(0, int((now - begun_at).total_seconds() * 1000))
        if self.book.saved_bytes(interview.id) < MOST_SAVED:
            kept = thinned(old, edits, new, at_ms)
        else:
            saved = self.book.saved(interview.id, step)
            if saved and (now - saved[-1].at).total_seconds() < THIN_S:
                return Drafted(state=room.state, kept=False, moved=False)
            whole = between(old, new, at_ms)
            kept = (whole,) if whole else ()
        if kept:
            self.book.save(interview.id, Saved(step=step, edits=kept, at=now))
        return Drafted(state=room.state, kept=True, moved=False)

    def edits(self, interview_id: str, step: Step) -> tuple[str, tuple[Edit, ...]]:
        """Give what a step began with, and every edit since."""
        interview = self._find(interview_id)
        saved = self.book.saved(interview.id, step)
        return self._begun(interview, step), tuple(edit for one in saved for edit in one.edits)

    # Answering

    def answer(self, interview_id: str, step: Step, text: str, *, number: int = 1) -> Room:
        """Take an answer, have it judged, and go on where that is the interviewer's to do.

        The same answer sent twice counts once. One that comes after the clock is kept, judged, and marked late.
        """
        interview = self._find(interview_id)
        handed = Handed(step=step, number=number, text=_storable(text))
        self.save(interview_id, step, handed.text)  # what is repaired begins with what was handed in
        if step.number:
            self._write(interview, lambda room: self._answered(room, handed))
        else:
            self._write(interview, lambda room: self._course().take(room, handed))
        room = self._settle(self._write(interview, self._struck))
        turn = room.turns[step.turn - 1] if 0 < step.turn <= len(room.turns) else None
        if turn is None or turn is not room.turn or not self._is_the_interviewers_turn(turn):
            return room
        return self._go_on(room)

    def go_on(self, interview_id: str, step: Step) -> Room:
        """Go on from a step: to the next follow-up, or to the next drill; a second press changes nothing."""
        interview = self._find(interview_id)
        room = self._settle(self._write(interview, self._struck))
        if room.step != step or room.state is not State.RUNNING:
            return room
        turn = room.turns[step.turn - 1]
        if turn.asking is not None:
            skipped = FollowUpAnswered(at=self.clock(), turn=turn.number, step=step.number, text="")
            room = self._write(interview, lambda now: (skipped,) if now.step == step else ())
        return self._go_on(room)

    # The clock

    def pause(self, interview_id: str) -> Room:
        """Stop the clock; the pause is counted and shown."""
        return self._mark(interview_id, lambda room: room.state is State.RUNNING, Paused)

    def resume(self, interview_id: str) -> Room:
        """Let the clock run on."""
        return self._mark(interview_id, lambda room: room.state is State.PAUSED, Resumed)

    def end(self, interview_id: str) -> Room:
        """End it early; what was written so far is taken as the answer."""
        interview = self._find(interview_id)

        def ended(room: Room) -> Sequence[Event]:
            return self._with_closeness(room, self._course().end(room, self._draft_of(room)))

        return self._settle(self._write(interview, ended))

    # Afterwards

    def debrief(self, interview_id: str) -> Debrief:
        """Say what was strong, what was missed and what to do next; the first look hands the advice on.

        Raises:
            UsageError: It is not over yet.
        """
        room = self.room(interview_id)
        if room.state is not State.OVER:
            raise UsageError(
                "This interview is still running. Finish or end it first:  deepdrill interview --resume " + interview_id
            )
        if room.things is None:
            things = next_things(room, self.library(), self.solved())
            room = self._write(room.interview, lambda now: self._advised(now, things))
            for thing in room.things or ():
                self.advise(thing)
        mine = self.book.interviews(self.learner)
        before = [one for one in mine if one.begun_at < room.interview.begun_at][:EARLIER]
        return debrief_of(room, self.library(), [folded(one, self.book.log(one.id)) for one in before])

    def _advised(self, room: Room, things: tuple[Thing, ...]) -> tuple[Event, ...]:
        return () if room.things is not None else (Advised(at=self.clock(), things=things),)

    # The log

    def _find(self, interview_id: str) -> Interview:
        interview = self.book.interview(interview_id)
        if interview is None or interview.learner != self.learner:
            raise UsageError(
                f'There is no interview "{interview_id[:40]}". See them all with:  deepdrill interview --list'
            )
        return interview

    def _write(self, interview: Interview, decide: Callable[[Room], Sequence[Event]]) -> Room:
        """Add to the log what follows from it; decides again where somebody else was faster."""
        for _ in range(TRIES):
            room = folded(interview, self.book.log(interview.id))
            events = decide(room)
            if not events:
                return room
            try:
                self.book.append(interview.id, events, after=room.length)
            except Moved:
                continue
            for event in events:
                room = fold(room, event)
            return room
        raise UsageError(
            "This interview is being changed from several places at once. Close the other pages, then reload."
        )

    def _mark(self, interview_id: str, may: Callable[[Room], bool], event: type[Paused | Resumed]) -> Room:
        interview = self._find(interview_id)
        self._write(interview, self._struck)
        return self._write(interview, lambda room: (event(at=self.clock()),) if may(room) else ())

    def _course(self) -> Course:
        return Course(library=self.library(), solved=self.solved(), now=self.clock())

    def _struck(self, room: Room) -> Sequence[Event]:
        if room.ended_at is not None or not is_over(room, self.clock()):
            return ()
        events = self._course().strike(room, self._draft_of(room))
        return self._with_closeness(room, events)

    def _go_on(self, room: Room) -> Room:
        """Ask the follow-up that is due, or put the next drill."""
        turn = room.turn
        drill = self.library().drills.get(turn.drill) if turn else None
        if turn is not None and drill is not None and self._may_probe(room, turn):
            probed = self._probe(room, turn, drill)
            if probed is not None:
                return probed
            room = folded(room.interview, self.book.log(room.interview.id))
        due = follow_up_due(room, turn, drill, self.clock()) if turn and drill else None
        if turn is None or drill is None or due is None:
            return self._write(room.interview, lambda now: self._next(now, turn))
        followup = drill.followups[due]
        put = self.interviewer.put(drill, followup.asks, turn.tries[-1].text)
        asked = FollowUpAsked(
            at=self.clock(),
            turn=turn.number,
            step=len(turn.askings) + 1,
            asks=put.asks,
            answer=followup.answer,
            by=put.by,
            written=followup.asks if put.by != "drill" else "",
        )
        return self._write(room.interview, lambda now: self._unless_asked(now, asked, put))

    def _may_probe(self, room: Room, turn: Turn) -> bool:
        """Tell whether a probe may come: once in a turn, after a follow-up that was answered, while there is time."""
        if room.ended_at is not None or not turn.askings or not turn.askings[-1].text:
            return False
        return not any(one.by == "probe" for one in turn.askings)

    def _probe(self, room: Room, turn: Turn, drill: Drill) -> Room | None:
        """Have the interviewer probe; None where they do not."""
        last = turn.askings[-1]
        put = self.interviewer.probe(drill, last.asks, last.text or "")
        if put is None:
            return None
        asked = FollowUpAsked(
            at=self.clock(), turn=turn.number, step=len(turn.askings) + 1, asks=put.asks, answer="", by=put.by
        )
        room = self._write(room.interview, lambda now: self._unless_asked(now, asked, put))
        return room if put.asks else None

    def _next(self, room: Room, seen: Turn | None) -> Sequence[Event]:
        """Put the next drill, unless somebody has done so since."""
        same = (room.turn.number if room.turn else 0) == (seen.number if seen else 0)
        return self._course().begin_turn(room) if same else ()

    def _unless_asked(self, room: Room, asked: FollowUpAsked, put: Put) -> Sequence[Event]:
        turn = room.turn
        if turn is None or turn.number != asked.turn or len(turn.askings) >= asked.step or room.ended_at is not None:
            return ()
        noted = (Noted(at=self.clock(), says=put.note),) if put.note and put.note not in room.notes else ()
        return (*noted, *((asked,) if asked.asks else ()))

    def _answered(self, room: Room, handed: Handed) -> Sequence[Event]:
        """Take an answer to a follow-up."""
        return self._with_closeness(room, self._course().take(room, handed))

    def _with_closeness(self, room: Room, events: Sequence[Event]) -> Sequence[Event]:
        return tuple(self._compared(room, event) if isinstance(event, FollowUpAnswered) else event for event in events)

    def _compared(self, room: Room, event: FollowUpAnswered) -> FollowUpAnswered:
        asking = next(one for one in room.turns[event.turn - 1].askings if one.step == event.step)
        if not asking.answer or not event.text:
            return event
        try:
            found = self.panel.compare(asking.asks, asking.answer, event.text)
        except DeepdrillError:
            return event  # the answer is kept, and the debrief shows the model answer beside it
        return FollowUpAnswered(
            at=event.at,
            turn=event.turn,
            step=event.step,
            text=event.text,
            late=event.late,
            from_draft=event.from_draft,
            closeness=found,
        )

    # Judging

    def _settle(self, room: Room) -> Room:
        """Judge every try that has no report, unless that is under way."""
        for turn, one in room.unjudged:
            with self.underway.claim(f"{room.interview.id} {turn.number} {one.number}") as mine:
                if mine:
                    room = self._judged(room.interview, turn, one)
        return room

    def _judged(self, interview: Interview, turn: Turn, one: Try) -> Room:
        report = self._judge(turn, one)
        judged = Judged(at=self.clock(), turn=turn.number, number=one.number, report=report)
        return self._write(interview, lambda _: (judged,))

    def _judge(self, turn: Turn, one: Try) -> Report:
        drill = self.library().drills.get(turn.drill)
        if drill is None:
            return unjudged("broken", "This drill is no longer in the library, so the answer could not be judged.")
        try:
            match drill.body:
                case Implement() | Debug():
                    return self.panel.code(drill.path, one.text, turn.seed)
                case Calculate():
                    return self.panel.number(drill.path, one.text, turn.seed)
                case _:
                    return self.panel.words(drill.path, one.text)
        except UnreadableAnswer as unreadable:
            return unjudged("unreadable", str(unreadable).partition("See ")[0].strip())
        except DeepdrillError as error:
            return unjudged(
                "broken", f"This could not be judged, by no fault of yours: {str(error).partition(chr(10))[0]}"
            )

    def _is_the_interviewers_turn(self, turn: Turn) -> bool:
        """Tell whether the interviewer goes on by themselves; code that does not pass may be repaired first."""
        if turn.asking is not None or turn.left_at is not None or not turn.tries:
            return False
        last = turn.tries[-1].report
        if turn.askings:
            return True
        if last is None or not last.counts:
            return False
        drill = self.library().drills.get(turn.drill)
        return last.passed or not (drill and isinstance(drill.body, Implement | Debug))

    # Drafts

    def _draft_of(self, room: Room) -> Handed | None:
        """Give what was written at the present step and not handed in."""
        step = room.step
        if step is None:
            return None
        turn = room.turns[step.turn - 1]
        text = self._draft(room.interview, step)
        handed = {
            self._begun(room.interview, step).strip(),
            *(one.text.strip() for one in turn.tries if not step.number),
        }
        if not text.strip() or text.strip() in handed:
            return None
        return Handed(step=step, number=len(turn.tries) + 1 if not step.number else 1, text=text, from_draft=True)

    def _draft(self, interview: Interview | None, step: Step) -> str:
        if interview is None:
            return ""
        saved = self.book.saved(interview.id, step)
        return replayed(self._begun(interview, step), (edit for one in saved for edit in one.edits))

    def _begun(self, interview: Interview, step: Step) -> str:
        if step.number:
            return ""
        room = folded(interview, self.book.log(interview.id))
        turn = next((turn for turn in room.turns if turn.number == step.turn), None)
        drill = self.library().drills.get(turn.drill) if turn else None
        return begun_text(drill) if drill else ""


def _put_at(room: Room, step: Step) -> datetime | None:
    """Give the moment when a step was put to the learner."""
    turn = next((turn for turn in room.turns if turn.number == step.turn), None)
    if turn is None or not step.number:
        return turn.at if turn else None
    return next((one.at for one in turn.askings if one.step == step.number), None)


def _require_rounds(rounds: Sequence[Round], minutes: int, has: frozenset[Round]) -> None:
    absent = [one for one in rounds if one is not Round.MIXED and one not in has]
    if absent:
        raise UsageError(f"There are no drills for a round of {absent[0]} yet. Choose among: {', '.join(sorted(has))}.")
    least = sum(LEAST[one] for one in rounds)
    if least > minutes:
        raise UsageError(f"These rounds need {least} minutes or more. Choose fewer of them, or a longer interview.")


def _storable(text: str) -> str:
    """Cut to what is kept, and write out what a database cannot hold: lone surrogates and NUL."""
    kept = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\0", "\\x00")
    return kept.encode("utf-8", "backslashreplace").decode("utf-8")[:LONGEST_TEXT]
