"""Interviews: the log and its folding, the one clock, what is asked, what is kept, and what is said afterwards."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdrill.content.records import Implement, Level, Role, Round
from deepdrill.errors import UsageError
from deepdrill.interview import Report, State, Step, Thing
from deepdrill.interview.blank import begun_text
from deepdrill.interview.edits import Edit, applied, between, replayed, thinned
from deepdrill.interview.folding import folded
from deepdrill.interview.picking import Past, can_ask, pick, target_level
from deepdrill.interview.records import Event, FollowUpAnswered, Paused, Resumed, Why
from deepdrill.interview.timing import left_s, paused_s, rounds_for, spent_s
from drill_samples import implement_drill
from interview_samples import NINE, SMALL, Stage, coding, library, talk

CODING = (Round.CODING,)


def begun(stage: Stage, *, minutes: int = 60, rounds: tuple[Round, ...] = CODING) -> str:
    """Begin an interview and give its id."""
    return stage.interviews.begin(minutes=minutes, rounds=rounds).interview.id


# Flow


def test_a_turn_is_an_answer_its_follow_ups_and_the_next_drill() -> None:
    """A pass leads to two follow-ups, and then to the next step of the ladder; all of it is in the log."""
    stage = Stage(library=library(*SMALL.drills.values(), ladder=("attention/softmax", "attention/causal")))
    id_ = begun(stage)
    first = stage.interviews.room(id_).turns[0].drill

    asked = stage.interviews.answer(id_, Step(turn=1), "good")
    again = stage.interviews.answer(id_, Step(turn=1, number=1), "Four")
    after = stage.interviews.answer(id_, Step(turn=1, number=2), "something else")

    assert [one.asks for one in asked.turns[0].askings] == ["And twice?"]
    assert again.step == Step(turn=1, number=2)
    assert [one.closeness and one.closeness.near for one in after.turns[0].askings] == ["close", "far"]
    assert after.step == Step(turn=2)
    assert after.turns[1].drill not in {first, None}
    assert folded(after.interview, stage.book.log(id_)) == after


def test_code_that_does_not_pass_may_be_repaired_or_left() -> None:
    """The learner hears which claim fails and nothing more; one follow-up comes when they go on."""
    stage = Stage()
    id_ = begun(stage)

    failed = stage.interviews.answer(id_, Step(turn=1), "bad")
    repaired = stage.interviews.answer(id_, Step(turn=1), "good", number=2)

    assert failed.step == Step(turn=1)
    assert failed.turns[0].tries[0].report is not None
    assert failed.turns[0].tries[0].report.says == "It does not pass: “rows sum to one” does not hold."
    assert repaired.step == Step(turn=1, number=1)

    other = Stage()
    id_ = begun(other)
    other.interviews.answer(id_, Step(turn=1), "bad")
    asked = other.interviews.go_on(id_, Step(turn=1))
    left = other.interviews.go_on(id_, Step(turn=1, number=1))
    assert asked.step == Step(turn=1, number=1)
    assert left.turns[0].askings[0].text == ""
    assert left.step == Step(turn=2)


def test_the_same_thing_sent_twice_counts_once() -> None:
    """A double press, or a browser that sends again after a lost connection, changes nothing."""
    stage = Stage()
    id_ = begun(stage)

    stage.interviews.answer(id_, Step(turn=1), "good")
    length = stage.interviews.room(id_).length
    stage.interviews.answer(id_, Step(turn=1), "good")
    stage.interviews.go_on(id_, Step(turn=1))
    stage.interviews.answer(id_, Step(turn=9), "good")
    stage.interviews.answer(id_, Step(turn=1, number=5), "good")

    assert stage.judged == ["good"]
    assert stage.interviews.room(id_).length == length


def test_words_go_on_by_themselves_and_nothing_of_their_grade_is_said() -> None:
    """An interviewer says thank you and asks on."""
    stage = Stage()
    id_ = begun(stage, rounds=(Round.THEORY,))

    room = stage.interviews.answer(id_, Step(turn=1), "bad")

    assert room.step == Step(turn=1, number=1)


def test_what_cannot_be_read_or_judged_leaves_the_turn_open() -> None:
    """Neither counts; the learner may answer again, and our fault is called ours."""
    stage = Stage()
    id_ = begun(stage, rounds=(Round.ARITHMETIC,))

    unread = stage.interviews.answer(id_, Step(turn=1), "???")
    down = stage.interviews.answer(id_, Step(turn=1), "down", number=2)
    answered = stage.interviews.answer(id_, Step(turn=1), "good", number=3)

    assert [one.report and one.report.outcome for one in unread.turns[0].tries] == ["unreadable"]
    assert unread.step == down.step == Step(turn=1)
    report = down.turns[0].tries[1].report
    assert report is not None
    assert report.says == "This could not be judged, by no fault of yours: The judge is away."
    assert answered.turns[0].best is not None
    assert answered.turns[0].best.passed


def test_going_on_without_an_answer_is_possible_once_a_press() -> None:
    """No follow-up comes to what was not answered; a second press on the same step changes nothing."""
    stage = Stage()
    id_ = begun(stage)

    stage.interviews.go_on(id_, Step(turn=1))
    room = stage.interviews.go_on(id_, Step(turn=1))

    assert [turn.askings for turn in room.turns] == [(), ()]
    assert room.step == Step(turn=2)


def test_an_interview_ends_when_nothing_is_left_to_ask() -> None:
    """Never the same drill twice."""
    stage = Stage()
    id_ = begun(stage, minutes=180)

    room = stage.interviews.room(id_)
    while room.step is not None:
        room = stage.interviews.answer(id_, room.step, "bad")
        room = stage.interviews.go_on(id_, room.step) if room.step else room

    asked = [turn.drill for turn in room.turns]
    assert sorted(asked) == ["attention/cache", "attention/causal", "attention/softmax", "loss/entropy"]
    assert (room.state, room.why) == (State.OVER, Why.DONE)


def test_hints_and_solution_stay_closed_while_an_interview_asks_the_drill() -> None:
    """And are open again once it is over, for this drill and all along for others."""
    stage = Stage()
    id_ = begun(stage)
    drill = stage.interviews.room(id_).turns[0].drill

    with pytest.raises(UsageError, match="stay closed until that is over"):
        stage.interviews.refuse_help(drill)
    stage.interviews.refuse_help("loss/why-log")
    stage.wait(minutes=61)
    stage.interviews.refuse_help(drill)


# Surviving


def test_a_try_that_a_crash_left_unjudged_is_judged_at_the_next_look() -> None:
    """The answer was in the log before the judge began."""

    class Killed(BaseException):
        """The program ends here."""

    stage = Stage()
    id_ = begun(stage)
    interviews = stage.interviews

    def die(drill: str, text: str, seed: int) -> Report:
        raise Killed(drill, text, seed)

    dying = replace(interviews, panel=replace(interviews.panel, code=die))
    with pytest.raises(Killed):
        dying.answer(id_, Step(turn=1), "good")

    room = stage.interviews.room(id_)

    assert room.turns[0].tries[0].report is not None
    assert stage.judged == ["good"]


def test_two_pages_that_write_at_once_do_not_lose_or_double_anything() -> None:
    """Who comes second decides again, on what there is then."""
    stage = Stage()
    id_ = begun(stage)
    slow, book = stage.interviews, stage.book
    append = book.append
    meanwhile = [lambda: append(id_, (Paused(at=stage.now),), after=1)]

    def append_second(interview_id: str, events: tuple[Event, ...], *, after: int) -> None:
        if meanwhile:
            meanwhile.pop()()
        append(interview_id, events, after=after)

    book.append = append_second  # type: ignore[assignment,method-assign]
    room = slow.answer(id_, Step(turn=1), "good")

    assert len(room.pauses) == 1
    assert [one.text for one in room.turns[0].tries] == ["good"]


# The clock


def test_the_clock_runs_while_the_browser_is_closed_and_stands_in_a_pause() -> None:
    """Pauses are counted; what is left is the minutes agreed on, less what ran."""
    stage = Stage()
    id_ = begun(stage, minutes=30)
    stage.wait(minutes=10)
    stage.interviews.pause(id_)
    stage.interviews.pause(id_)
    stage.wait(minutes=50)
    paused = stage.interviews.room(id_)
    stage.interviews.resume(id_)
    stage.interviews.resume(id_)
    stage.wait(minutes=5)
    room = stage.interviews.room(id_)

    assert paused.state is State.PAUSED
    assert (spent_s(room, stage.now), left_s(room, stage.now), paused_s(room, stage.now)) == (900, 900, 3000)
    assert len(room.pauses) == 1
    stage.wait(minutes=15)
    assert stage.interviews.room(id_).state is State.OVER


def test_when_the_clock_strikes_what_was_written_is_taken() -> None:
    """At the moment of the strike, however late somebody looks; it is judged and not late."""
    stage = Stage()
    id_ = begun(stage, minutes=30)
    stage.wait(minutes=29)
    stage.interviews.save(id_, Step(turn=1), "good draft")
    stage.wait(minutes=600)

    room = stage.interviews.room(id_)

    (one,) = room.turns[0].tries
    assert (one.text, one.from_draft, one.late) == ("good draft", True, False)
    assert room.ended_at == NINE + timedelta(minutes=30)
    assert room.why is Why.TIME
    assert one.report is not None


def test_a_late_answer_is_kept_judged_and_marked() -> None:
    """It comes to a turn that had none; the interview stays over."""
    stage = Stage()
    id_ = begun(stage, minutes=30)
    stage.wait(minutes=30, seconds=4)
    in_time = Stage(now=stage.now, book=stage.book)
    room = in_time.interviews.answer(id_, Step(turn=1), "good")
    assert room.turns[0].tries[0].late is False

    other = Stage()
    id_ = begun(other, minutes=30)
    other.wait(minutes=33)
    late = other.interviews.answer(id_, Step(turn=1), "good")
    assert late.turns[0].tries[0].late is True
    assert late.turns[0].best is not None
    assert late.state is State.OVER
    debrief = other.interviews.debrief(id_)
    assert debrief.rounds[0].score is None
    assert "1 answer came after the clock" in " ".join(debrief.says)


def test_a_draft_after_the_end_is_not_kept() -> None:
    """The page learns that it is over."""
    stage = Stage()
    id_ = begun(stage, minutes=30)
    stage.wait(minutes=31)

    drafted = stage.interviews.save(id_, Step(turn=1), "too late")
    assert (drafted.state, drafted.kept) == (State.OVER, False)
    assert stage.interviews.draft(id_, Step(turn=1)) == begun_text(SMALL.drills["attention/softmax"])


def test_a_round_in_which_nothing_is_said_gives_way_too() -> None:
    """After two drills without an answer the interviewer changes the subject, while there is another round."""
    stage = Stage()
    id_ = begun(stage, minutes=60, rounds=(Round.CODING, Round.THEORY))
    room = stage.interviews.room(id_)
    while room.step is not None:
        room = stage.interviews.go_on(id_, room.step)

    assert [turn.place for turn in room.turns][:3] == [0, 0, 1]


def test_the_last_round_goes_on_without_answers() -> None:
    """There is time on the clock, and the next drill may be one to answer."""
    stage = Stage()
    id_ = begun(stage, minutes=60, rounds=(Round.CODING,))
    room = stage.interviews.room(id_)
    for _ in range(2):
        assert room.step is not None
        room = stage.interviews.go_on(id_, room.step)

    assert (len(room.turns), room.state) == (3, State.RUNNING)


def test_a_round_that_is_nearly_used_up_gives_way_to_the_next() -> None:
    """Shares follow the least that each round needs; a drill is not put for the last two minutes."""
    stage = Stage()
    id_ = begun(stage, minutes=60, rounds=(Round.THEORY, Round.CODING))
    stage.wait(minutes=19)

    room = stage.interviews.go_on(id_, Step(turn=1))

    assert [turn.place for turn in room.turns] == [0, 1]


# Choosing


def test_it_gets_harder_after_good_answers_and_easier_after_bad_ones() -> None:
    """By half a level an answer, from the level of the post, and never beyond the ends."""
    good = Past(drill="a/b", round=Round.CODING, score=1.0)
    bad = Past(drill="a/c", round=Round.CODING, score=0.1)
    none = Past(drill="a/d", round=Round.CODING, score=None)

    assert target_level(Level.MID, [good, none]) == 1.5
    assert target_level(Level.MID, [bad, bad, bad]) == 0.0
    assert target_level(Level.SENIOR, [good]) == 2.0


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), minutes=st.floats(0, 60))
def test_a_pick_fits_the_clock_is_new_and_the_same_for_the_same_seed(seed: int, minutes: float) -> None:
    """Whatever the seed: no drill twice, none longer than the time, none that takes hours."""
    past = (Past(drill="attention/softmax", round=Round.CODING, score=0.5),)

    def one() -> str | None:
        found = pick(
            SMALL,
            round_=Round.CODING,
            level=Level.MID,
            topics={},
            past=past,
            solved={},
            left_minutes=minutes,
            now=NINE,
            seed=seed,
        )
        return found.drill.path if found else None

    path = one()
    assert path == one()
    assert path != "attention/softmax"
    assert (path is not None) == (minutes >= 10)
    assert path is None or can_ask(SMALL.drills[path])


def test_what_was_solved_in_the_last_days_waits() -> None:
    """Unless there is nothing else."""
    two = library(coding("attention/softmax"), coding("attention/causal"))
    yesterday = {"attention/softmax": NINE - timedelta(days=1)}
    long_ago = {"attention/softmax": NINE - timedelta(days=60)}

    def picks(solved: dict[str, object]) -> set[str]:
        found = set()
        for seed in range(40):
            one = pick(
                two,
                round_=Round.CODING,
                level=Level.MID,
                topics={},
                past=(),
                solved=solved,  # type: ignore[arg-type]
                left_minutes=60,
                now=NINE,
                seed=seed,
            )
            assert one is not None
            found.add(one.drill.path)
        return found

    assert picks(dict(yesterday)) == {"attention/causal"}
    assert picks(dict(long_ago)) == {"attention/softmax", "attention/causal"}


def test_rounds_are_chosen_for_the_role_and_the_minutes() -> None:
    """Half an hour is mixed; longer ones take what weighs most, in the order of a real one."""
    role = Role(
        id="r", title="R", says="r", topics={}, rounds={Round.CODING: 0.5, Round.THEORY: 0.3, Round.DESIGN: 0.2}
    )
    has = frozenset({Round.CODING, Round.THEORY, Round.DESIGN, Round.ARITHMETIC})

    assert rounds_for(role, 30, has) == (Round.MIXED,)
    assert rounds_for(role, 45, has) == (Round.THEORY, Round.CODING)
    assert rounds_for(role, 90, has) == (Round.THEORY, Round.CODING, Round.DESIGN)
    assert rounds_for(None, 60, frozenset({Round.CODING})) == (Round.CODING,)
    assert rounds_for(role, 60, frozenset()) == (Round.MIXED,)


def test_a_mixed_round_asks_one_of_each_in_turn() -> None:
    """Theory, code and numbers, as long as there are any."""
    stage = Stage()
    id_ = begun(stage, minutes=90, rounds=(Round.MIXED,))
    room = stage.interviews.room(id_)
    while len(room.turns) < 4:
        assert room.step is not None
        room = stage.interviews.answer(id_, room.step, "good")

    kinds = [SMALL.drills[turn.drill].round for turn in room.turns]
    assert kinds == [Round.THEORY, Round.CODING, Round.ARITHMETIC, Round.THEORY]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"minutes": 20}, "30 to 180 minutes"),
        ({"minutes": 45, "rounds": (Round.CODING, Round.THEORY, Round.CODING)}, "need 50 minutes or more"),
        ({"minutes": 60, "rounds": (Round.DEBUGGING,)}, "no drills for a round of debugging"),
        ({"minutes": 60, "role": "wizard"}, 'no role "wizard"'),
    ],
)
def test_what_cannot_be_held_is_refused_before_it_begins(asked: dict[str, object], says: str) -> None:
    """With what to do instead, and nothing is kept."""
    stage = Stage()

    with pytest.raises(UsageError, match=says):
        stage.interviews.begin(**asked)  # type: ignore[arg-type]

    assert stage.interviews.earlier() == ()


# What is written


def test_a_coding_round_begins_with_signatures_alone() -> None:
    """No comments, no bodies, nothing that is not asked for; a class keeps the heads of its methods."""
    starter = '''
import torch

HINT = "subtract the maximum"


def helper(x):
    return x


def softmax(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Shift first."""
    raise NotImplementedError  # TODO


class Norm(torch.nn.Module):
    """Normalise."""

    eps = 1e-5

    def forward(self, x):
        # mean, then variance
        raise NotImplementedError
'''
    drill = implement_drill()
    assert isinstance(drill.body, Implement)
    body = replace(drill.body, starter=starter, defines=("softmax", "Norm"))

    text = begun_text(coding("a/b", body=body))

    assert text == (
        "import torch\n\n\ndef softmax(x: torch.Tensor, dim: int=-1) -> torch.Tensor:\n    ...\n\n\n"
        "class Norm(torch.nn.Module):\n\n    def forward(self, x):\n        ...\n"
    )
    assert begun_text(talk("a/c")) == ""


@settings(max_examples=60)
@given(st.text("aβ🙂\n", max_size=9), st.text("aβ🙂\n", max_size=9))
def test_one_edit_leads_from_any_text_to_any_other(old: str, new: str) -> None:
    """And none where they are the same."""
    edit = between(old, new, 5)

    assert replayed(old, [edit] if edit else []) == new
    assert (edit is None) == (old == new)


@given(st.integers(-3, 9), st.integers(-3, 9), st.text("ab", max_size=2))
def test_an_edit_that_does_not_fit_is_refused(start: int, cut: int, put: str) -> None:
    """A browser's word is taken only where it fits."""
    after = applied("abcd", Edit(0, start, cut, put))

    assert (after is None) == (not (0 <= start <= 4 and 0 <= cut <= 4 - start))


def test_the_browsers_edits_are_kept_where_they_lead_to_its_text() -> None:
    """Otherwise the one edit that does; moments are in order and not in the future."""
    fine = (Edit(50, 0, 0, "a"), Edit(20, 1, 0, "b"), Edit(900, 2, 0, "c"))

    assert thinned("", fine, "abc", 100) == (Edit(50, 0, 0, "a"), Edit(50, 1, 0, "b"), Edit(100, 2, 0, "c"))
    assert thinned("", fine, "abx", 100) == (Edit(100, 0, 0, "abx"),)
    assert thinned("x", (), "x", 100) == ()


def test_every_edit_can_be_replayed_and_a_draft_outlives_the_program() -> None:
    """What was typed is there after a restart, and how it came about."""
    stage = Stage()
    id_ = begun(stage, rounds=(Round.THEORY,))
    stage.wait(seconds=2)
    stage.interviews.save(id_, Step(turn=1), "ab", (Edit(100, 0, 0, "a"), Edit(900, 1, 0, "b")))
    stage.wait(seconds=2)
    stage.interviews.save(id_, Step(turn=1), "ax")
    stage.interviews.save(id_, Step(turn=2), "of a turn that is not there")

    assert stage.interviews.draft(id_, Step(turn=1)) == "ax"
    assert stage.interviews.edits(id_, Step(turn=1)) == (
        "",
        (Edit(100, 0, 0, "a"), Edit(900, 1, 0, "b"), Edit(4000, 1, 1, "x")),
    )


def test_edits_stop_being_fine_before_they_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound a draft is kept once a minute, whole."""
    monkeypatch.setattr("deepdrill.interview.conducting.MOST_SAVED", 20)
    stage = Stage()
    id_ = begun(stage, rounds=(Round.THEORY,))
    for second in range(1, 130):
        stage.wait(seconds=1)
        stage.interviews.save(id_, Step(turn=1), "x" * second)

    assert len(stage.book.saved(id_)) <= 5
    assert len(stage.interviews.draft(id_, Step(turn=1))) > 60


# Folding


_EVENTS = st.lists(
    st.sampled_from(
        [
            Paused(at=NINE),
            Resumed(at=NINE),
            FollowUpAnswered(at=NINE, turn=1, step=1, text="x"),
        ]
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(_EVENTS)
def test_a_log_folds_whatever_it_holds(events: list[Event]) -> None:
    """Events that do not fit what came before change nothing but the length."""
    interview = Stage().interviews.begin(minutes=30).interview

    room = folded(interview, events)

    assert room.length == len(events)
    assert room.turns == ()
    assert all(one.ended_at for one in room.pauses[:-1])


def test_events_travel_as_json() -> None:
    """What is kept comes back as it was."""
    stage = Stage()
    id_ = begun(stage)
    stage.interviews.answer(id_, Step(turn=1), "good")
    stage.interviews.answer(id_, Step(turn=1, number=1), "Four")
    stage.interviews.end(id_)
    stage.interviews.debrief(id_)
    log = stage.book.log(id_)

    assert msgspec.json.decode(msgspec.json.encode(log), type=tuple[Event, ...]) == log


# Afterwards


def test_the_debrief_says_what_was_strong_and_what_was_missed() -> None:
    """In words that follow from reports; there is no praise for what was not there."""
    stage = Stage()
    id_ = begun(stage, minutes=60, rounds=(Round.THEORY, Round.CODING))
    stage.wait(minutes=4)
    stage.interviews.answer(id_, Step(turn=1), "bad")
    stage.interviews.go_on(id_, Step(turn=1, number=1))
    stage.wait(minutes=20)
    step = stage.interviews.room(id_).step
    assert step is not None
    stage.interviews.end(id_)

    debrief = stage.interviews.debrief(id_)
    first = debrief.rounds[0].turns[0]

    assert first.outcome == "failed"
    assert first.minutes == 4
    assert first.says[0] == "I could not write down anything as strong here."
    assert "I waited for: rows sum to one." in first.says
    assert "You forgot the shift." in first.says
    assert first.followups[0].says == "You went on without an answer."
    assert "You ended it with 36 minutes on the clock." in debrief.says


def test_three_things_to_do_next_are_handed_on_once() -> None:
    """What went wrong first; looking again changes nothing."""
    stage = Stage()
    id_ = begun(stage)
    drill = stage.interviews.room(id_).turns[0].drill
    stage.interviews.answer(id_, Step(turn=1), "bad")
    stage.interviews.end(id_)

    first = stage.interviews.debrief(id_)
    again = stage.interviews.debrief(id_)

    assert first == again
    assert first.next == tuple(stage.advised)
    assert len({thing.drill for thing in first.next}) == 3
    assert first.next[1].reason == "Of this round, and you have not passed it yet."
    assert first.next[0] == Thing(drill=drill, reason="You did not get it right: You forgot the shift.")


def test_an_interview_is_compared_with_earlier_ones() -> None:
    """Round by round, oldest first; a running one has no debrief."""
    stage = Stage()
    for word in ("bad", "good"):
        id_ = begun(stage)
        stage.interviews.answer(id_, Step(turn=1), word)
        with pytest.raises(UsageError, match="still running"):
            stage.interviews.debrief(id_)
        stage.interviews.end(id_)
        stage.wait(minutes=120)

    debrief = stage.interviews.debrief(id_)

    assert [(one.round, one.score) for one in debrief.earlier] == [(Round.CODING, 0.2)]
    assert debrief.rounds[0].score == 1.0
