"""What the interviewer says afterwards: what was strong, what was missed, and what to do next.

Plain rules over reports, closeness and times. Praise is only for what was there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from deepdrill.content.records import Debug, Drill, Implement, Library, Round
from deepdrill.grading.closeness import Near
from deepdrill.interview.picking import LEVELS, WEAK, can_ask
from deepdrill.interview.records import Asking, Interview, Pause, Report, Room, Thing, Turn, Why
from deepdrill.interview.timing import paused_s, spent_s

__all__ = ["Debrief", "FollowUpDebrief", "RoundDebrief", "Span", "Standing", "TurnDebrief", "debrief_of", "next_things"]

MOST_SAID = 3
"""Points that are quoted of each list: a debrief is read, not searched."""

THINGS = 3

SLOW = 1.25
"""Times the minutes allowed from which an answer counts as slow."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the interview, in seconds of wall clock since it began."""

    from_s: float
    to_s: float


class FollowUpDebrief(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up, what was said, and what would have been good."""

    step: int
    asks: str
    by: str
    text: str
    """"" where the learner went on without."""
    answer: str
    near: Near | None
    late: bool
    says: str
    at_s: float


class TurnDebrief(msgspec.Struct, frozen=True, kw_only=True):
    """One drill of a round."""

    number: int
    drill: str
    title: str
    because: str
    outcome: str
    """"passed", "failed", "not answered", or as the last report has it."""
    score: float | None
    minutes: float
    allowed: int
    span: Span
    tries_s: tuple[float, ...]
    says: tuple[str, ...]
    """In the interviewer's words."""
    strong: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    unsure: int
    text: str
    is_code: bool
    late: bool
    attempt: str
    followups: tuple[FollowUpDebrief, ...]


class RoundDebrief(msgspec.Struct, frozen=True, kw_only=True):
    """One round."""

    round: Round
    score: float | None
    """The mean of its turns; None where nothing was answered that counts."""
    says: str
    turns: tuple[TurnDebrief, ...]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a round went in one interview: for comparing."""

    interview: str
    begun_at: datetime
    round: Round
    score: float


class Debrief(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said; its field names are a contract (`schema`)."""

    schema: int = 1
    interview: Interview
    why: Why
    ended_at: datetime
    spent_s: float
    paused_s: float
    pauses: tuple[Span, ...]
    says: tuple[str, ...]
    rounds: tuple[RoundDebrief, ...]
    earlier: tuple[Standing, ...]
    """Of the same rounds, oldest first."""
    notes: tuple[str, ...]
    next: tuple[Thing, ...]


def debrief_of(room: Room, library: Library, earlier: Sequence[Room]) -> Debrief:
    """Say how an interview went.

    Args:
        room: Over.
        library: Names and minutes of the drills.
        earlier: Interviews to compare with.
    """
    if room.ended_at is None or room.why is None:
        raise ValueError(f"interview {room.interview.id} is not over")
    begun = room.interview.begun_at
    rounds = tuple(_round(room, place, library) for place in range(len(room.interview.rounds)))
    kinds = {one.round for one in rounds}
    standings = [one for past in earlier for one in _standings(past, library) if one.round in kinds]
    return Debrief(
        interview=room.interview,
        why=room.why,
        ended_at=room.ended_at,
        spent_s=spent_s(room, room.ended_at),
        paused_s=paused_s(room, room.ended_at),
        pauses=tuple(_span(begun, one.begun_at, one.ended_at or room.ended_at) for one in room.pauses),
        says=tuple(_overall(room, rounds)),
        rounds=rounds,
        earlier=tuple(sorted(standings, key=lambda one: one.begun_at)),
        notes=room.notes,
        next=room.things or (),
    )


def next_things(room: Room, library: Library, solved: Mapping[str, datetime]) -> tuple[Thing, ...]:
    """Choose the three things to do next, each another drill, the most telling first."""
    found: dict[str, str] = {}
    for path, reason in _candidates(room, library, solved):
        if path in library.drills:
            found.setdefault(path, reason)
    return tuple(Thing(drill=path, reason=reason) for path, reason in list(found.items())[:THINGS])


def _candidates(room: Room, library: Library, solved: Mapping[str, datetime]) -> Iterator[tuple[str, str]]:
    """List what to do, by how much an interviewer would mind: got wrong, what that needs, thin, what comes next."""
    turns = sorted((turn for turn in room.turns if turn.drill in library.drills), key=_score)
    bad = [turn for turn in turns if not (turn.best and turn.best.passed) and (turn.best is None or turn.best.counts)]
    for turn in bad:
        yield turn.drill, _again(turn)
        for need in library.drills[turn.drill].needs:
            if need not in solved:
                title = library.drills[turn.drill].title
                yield need, f"“{title}” builds on it, and you have not passed it yet."
    for turn in turns:
        yield from _thin(turn)
    for turn in turns:
        if turn.best is not None and turn.best.passed:
            yield from _harder(library.drills[turn.drill], library, solved)
    asked = {turn.drill for turn in room.turns}
    for turn in turns:
        yield from _often_asked(library.drills[turn.drill].round, library, asked | solved.keys())


def _thin(turn: Turn) -> Iterator[tuple[str, str]]:
    """List follow-ups that went past the point or stayed open."""
    for one in turn.askings:
        if one.closeness is not None and one.closeness.near is Near.FAR:
            yield turn.drill, f"The follow-up “{one.asks}” went past the point."
        elif one.text == "" and one.by != "probe":
            yield turn.drill, f"The follow-up “{one.asks}” stayed open."


def _again(turn: Turn) -> str:
    best = turn.best
    if best is None:
        return "You went on without an answer: write it now, without a clock."
    if best.wrong:
        return f"You did not get it right: {best.wrong[0]}"
    if best.missed:
        return f"What was missing: {best.missed[0].rstrip('.')}."
    return "You did not get it right: do it again from memory."


def _harder(drill: Drill, library: Library, solved: Mapping[str, datetime]) -> Iterator[tuple[str, str]]:
    for ladder in library.ladders.values():
        for rung in ladder.after(drill.path)[:1]:
            if rung not in solved:
                yield rung, f"The next step of “{ladder.title}”: you passed the one before."
    level = LEVELS.index(drill.level)
    for other in library.drills.values():
        above = LEVELS.index(other.level) == level + 1
        if (
            other.topic == drill.topic
            and other.round is drill.round
            and above
            and other.path not in solved
            and can_ask(other)
        ):
            yield other.path, f"One level harder on the same topic as “{drill.title}”, which you passed."
            return


def _often_asked(round_: Round, library: Library, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """List drills of a round that many ask for and the learner has not met, the most asked first."""
    new = [one for one in library.drills.values() if one.round is round_ and one.path not in known and can_ask(one)]
    for drill in sorted(new, key=lambda one: -one.frequency)[:THINGS]:
        often = f"asked in {drill.frequency} of 117 sources, and" if drill.frequency else "of this round, and"
        yield drill.path, f"{often[0].upper()}{often[1:]} you have not passed it yet."


def _score(turn: Turn) -> float:
    return turn.best.score if turn.best else 0.0


def _overall(room: Room, rounds: Sequence[RoundDebrief]) -> Iterator[str]:
    turns = [turn for one in rounds for turn in one.turns]
    answered = [turn for turn in turns if turn.score is not None]
    passed = sum(turn.outcome == "passed" for turn in turns)
    yield f"{_counted(len(turns), 'drill')} put, {len(answered)} answered, {passed} solved."
    scored = [one for one in rounds if one.score is not None]
    if len(scored) > 1:
        best, worst = max(scored, key=_mean), min(scored, key=_mean)
        if _mean(best) - _mean(worst) >= 0.2:  # noqa: PLR2004  less is chance, with a handful of drills
            yield f"{best.round.capitalize()} went best, {worst.round} worst."
    late = sum(turn.late for turn in turns)
    if late:
        yield f"{_counted(late, 'answer')} came after the clock: judged below, but no interviewer would have seen it."
    if room.why is Why.LEARNER:
        left = room.interview.minutes * 60 - spent_s(room, room.ended_at or room.interview.begun_at)
        yield f"You ended it with {max(0, round(left / 60))} minutes on the clock."
    if room.pauses:
        stood = _minutes(paused_s(room, room.ended_at or room.interview.begun_at) / 60)
        times = "once" if len(room.pauses) == 1 else f"{len(room.pauses)} times"
        yield f"The clock stood {times}, {stood} in all; a real one does not."


def _mean(one: RoundDebrief) -> float:
    return one.score or 0.0


def _round(room: Room, place: int, library: Library) -> RoundDebrief:
    turns = tuple(_turn(room, turn, library) for turn in room.turns if turn.place == place)
    scores = [turn.score for turn in turns if turn.score is not None and not turn.late]
    score = sum(scores) / len(scores) if scores else None
    return RoundDebrief(round=room.interview.rounds[place], score=score, says=_round_says(turns, score), turns=turns)


def _round_says(turns: Sequence[TurnDebrief], score: float | None) -> str:
    if not turns:
        return "We did not get to this round."
    if score is None:
        return "You gave me nothing in time that I could judge."
    solved = sum(turn.outcome == "passed" for turn in turns)
    if solved == len(turns):
        return "You solved all of it." if len(turns) > 1 else "You solved it."
    if solved:
        return f"You solved {solved} of {len(turns)}."
    return "There were right parts, but nothing was complete." if score >= WEAK else "This is where most work is left."


def _turn(room: Room, turn: Turn, library: Library) -> TurnDebrief:
    drill = library.drills.get(turn.drill)
    begun = room.interview.begun_at
    ended = turn.left_at or room.ended_at or turn.at
    answered_at = turn.tries[-1].at if turn.tries else ended
    pauses = _paused_between(room.pauses, turn.at, answered_at)
    minutes = max(0.0, (answered_at - turn.at).total_seconds() - pauses) / 60
    best = turn.best
    last = turn.tries[-1] if turn.tries else None
    report = best or (last.report if last else None)
    allowed = drill.minutes if drill else 0
    return TurnDebrief(
        number=turn.number,
        drill=turn.drill,
        title=drill.title if drill else turn.drill,
        because=turn.because,
        outcome=report.outcome if report else "not answered",
        score=best.score if best else None,
        minutes=round(minutes, 1),
        allowed=allowed,
        span=_span(begun, turn.at, max(ended, answered_at)),
        tries_s=tuple((one.at - begun).total_seconds() for one in turn.tries),
        says=tuple(_says(turn, report, minutes, allowed)),
        strong=report.strong if report else (),
        missed=report.missed if report else (),
        wrong=report.wrong if report else (),
        unsure=report.unsure if report else 0,
        text=last.text if last else "",
        is_code=bool(drill and isinstance(drill.body, Implement | Debug)),
        late=bool(last and last.late),
        attempt=report.attempt if report else "",
        followups=tuple(_follow_up(one, begun) for one in turn.askings),
    )


def _says(turn: Turn, report: Report | None, minutes: float, allowed: int) -> Iterator[str]:
    """Say in the interviewer's words how a turn went."""
    if report is None:
        yield "You went on without an answer." if turn.left_at else "There was no answer when it ended."
        return
    if not report.counts:
        yield report.says
        return
    if turn.tries[-1].from_draft:
        yield "You did not hand it in; I took what stood there."
    if report.passed:
        tries = len([one for one in turn.tries if one.report and one.report.counts])
        first = "on the first try" if tries == 1 else f"on try {tries}"
        yield f"You had it {first}, in {_minutes(minutes)}" + (f" of the {allowed} that I allow." if allowed else ".")
    elif report.strong:
        yield f"Part of it was there: {_listed(report.strong)}."
    else:
        yield "I could not write down anything as strong here."
    if report.missed:
        yield f"I waited for: {_listed(report.missed)}."
    yield from report.wrong[:MOST_SAID]
    if report.unsure:
        yield f"On {_counted(report.unsure, 'point')} I am not sure that you made it: compare with the worked answer."
    if allowed and minutes > SLOW * allowed:
        yield f"It took {_minutes(minutes)}; I allow {allowed}."


def _follow_up(one: Asking, begun: datetime) -> FollowUpDebrief:
    return FollowUpDebrief(
        step=one.step,
        asks=one.asks,
        by=one.by,
        text=one.text or "",
        answer=one.answer,
        near=one.closeness.near if one.closeness else None,
        late=one.late,
        says=_near_says(one),
        at_s=(one.at - begun).total_seconds(),
    )


def _near_says(one: Asking) -> str:
    if not one.text:
        return "You went on without an answer." if one.text == "" else "It ended before you answered."
    if one.closeness is None:
        return "I leave this one to you." if one.by == "probe" else "Compare it with the model answer."
    return {
        Near.CLOSE: "Close to what I hoped for, as far as words can tell.",
        Near.PARTLY: "Partly what I hoped for, as far as words can tell.",
        Near.FAR: "I hoped for something else, as far as words can tell.",
        Near.UNSURE: "I cannot tell from the words: compare it with the model answer.",
    }[one.closeness.near]


def _standings(room: Room, library: Library) -> Iterator[Standing]:
    for place, round_ in enumerate(room.interview.rounds):
        score = _round(room, place, library).score
        if score is not None:
            yield Standing(interview=room.interview.id, begun_at=room.interview.begun_at, round=round_, score=score)


def _span(begun: datetime, from_: datetime, to: datetime) -> Span:
    return Span(from_s=(from_ - begun).total_seconds(), to_s=(to - begun).total_seconds())


def _paused_between(pauses: Iterable[Pause], from_: datetime, to: datetime) -> float:
    parts = ((min(one.ended_at or to, to) - max(one.begun_at, from_)).total_seconds() for one in pauses)
    return sum(max(0.0, part) for part in parts)


def _listed(points: Sequence[str]) -> str:
    shown = "; ".join(point.rstrip(".") for point in points[:MOST_SAID])
    more = len(points) - MOST_SAID
    return f"{shown}; and {more} more" if more > 0 else shown


def _minutes(minutes: float) -> str:
    return "less than a minute" if minutes < 1 else _counted(round(minutes), "minute")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
