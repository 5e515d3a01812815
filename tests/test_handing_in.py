"""A submission or an answer becomes a recorded attempt, and our failures never count."""

import pytest

from deepdrill.content.records import Drill
from deepdrill.errors import JudgeUnavailable, UnreadableAnswer, UsageError
from deepdrill.grading import Calculation
from deepdrill.judge.verdict import Event, Outcome, VerdictReady
from deepdrill.practice import (
    Attempt,
    Journal,
    Judges,
    ListJournal,
    State,
    answer,
    open_hint,
    recover,
    submit,
)
from deepdrill.practice.handing_in import LONGEST_KEPT
from drill_samples import (
    NOON,
    NUMBERS,
    AlwaysJudges,
    BreakingJudges,
    PeekingJudges,
    an_attempt,
    calculate_drill,
    implement_drill,
)


def hand_in(journal: Journal, judges: Judges, *, code: str = "x = 1", drill: Drill | None = None) -> Attempt:
    """Submit code at noon."""
    return submit(
        drill or implement_drill(),
        code,
        learner="local",
        seed=7,
        attempt_id="0001",
        judges=judges,
        journal=journal,
        clock=lambda: NOON,
    )


def put(journal: Journal, text: str, drill: Drill | None = None) -> Attempt:
    """Answer the cache drill at noon."""
    return answer(
        Calculation.load(drill or calculate_drill()),
        text,
        learner="local",
        seed=7,
        attempt_id="0001",
        journal=journal,
        clock=lambda: NOON,
    )


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in {Outcome.BROKEN, Outcome.CANCELLED}])
def test_a_verdict_on_the_learners_work_is_recorded(outcome: Outcome) -> None:
    """The attempt carries the outcome and the whole verdict."""
    journal = ListJournal()

    attempt = hand_in(journal, AlwaysJudges(outcome=outcome))

    assert (attempt.state, attempt.outcome) == (State.FINISHED, outcome.value)
    assert attempt.verdict is not None
    assert attempt.verdict.outcome is outcome
    assert attempt.grade is None
    assert journal.attempts("local") == (attempt,)


def test_the_attempt_is_kept_before_the_work_starts() -> None:
    """If the machine dies during judging, the text is already in the journal."""
    journal = ListJournal()
    judges = PeekingJudges(journal=journal)

    hand_in(journal, judges)

    assert judges.states == [State.RUNNING]


@pytest.mark.parametrize("outcome", [Outcome.BROKEN, Outcome.CANCELLED])
def test_what_is_not_the_learners_fault_is_never_held_against_the_learner(outcome: Outcome) -> None:
    """Broken by us or ended for a newer submission: it is kept and shown with its text, but it is void."""
    journal = ListJournal()

    attempt = hand_in(journal, AlwaysJudges(outcome=outcome))

    assert (attempt.state, attempt.outcome, attempt.text) == (State.VOID, None, "x = 1")
    assert attempt.verdict is not None
    assert attempt.note == attempt.verdict.message
    assert journal.standing("local") == {}


@pytest.mark.parametrize("error", [JudgeUnavailable("No process."), ValueError(), KeyboardInterrupt()])
def test_a_judge_that_raises_voids_the_attempt(error: BaseException) -> None:
    """The exception goes on to whoever asked; the text stays, with the reason."""
    journal = ListJournal()

    with pytest.raises(type(error)):
        hand_in(journal, BreakingJudges(error=error))

    (attempt,) = journal.attempts("local")
    assert (attempt.state, attempt.text) == (State.VOID, "x = 1")
    assert type(error).__name__ in attempt.note


def test_events_reach_whoever_listens() -> None:
    """The page sees each check end while the attempt is judged."""
    seen: list[Event] = []

    submit(
        implement_drill(),
        "x = 1",
        learner="local",
        seed=7,
        attempt_id="0001",
        judges=AlwaysJudges(outcome=Outcome.PASSED),
        journal=ListJournal(),
        clock=lambda: NOON,
        on_event=seen.append,
    )

    assert [type(event) for event in seen] == [VerdictReady]


def test_an_attempt_says_which_help_was_open() -> None:
    """A pass with two hints is not a pass without."""
    journal = ListJournal()
    for _ in range(2):
        open_hint(implement_drill(), learner="local", journal=journal, clock=lambda: NOON)

    attempt = hand_in(journal, AlwaysJudges(outcome=Outcome.PASSED))

    assert (attempt.hints, attempt.saw_solution) == (2, False)


def test_text_that_no_database_can_hold_is_written_out() -> None:
    """The judge sees the code as it came; the journal keeps it readable and bounded."""
    judges = AlwaysJudges(outcome=Outcome.REFUSED)

    odd = hand_in(ListJournal(), judges, code="x = '\ud800\0'")
    long = hand_in(ListJournal(), judges, code="x" * (LONGEST_KEPT + 1))

    assert odd.text == r"x = '\ud800\x00'"
    assert judges.seen[0].code == "x = '\ud800\0'"
    assert len(long.text) == LONGEST_KEPT


def test_an_answer_is_graded_and_recorded() -> None:
    """The attempt carries the grade; a right answer passes."""
    right = Calculation.load(calculate_drill()).problem(7).answer
    journal = ListJournal()

    attempt = put(journal, f"{right:.0f} B")

    assert attempt.passed
    assert attempt.grade is not None
    assert attempt.grade.expected == right
    assert attempt.verdict is None
    assert journal.standing("local")["serving/cache-size"].unaided


def test_an_unreadable_answer_is_not_an_attempt() -> None:
    """Nobody fails a drill by a typing slip."""
    journal = ListJournal()

    with pytest.raises(UnreadableAnswer):
        put(journal, "a lot of bytes")

    assert journal.attempts("local") == ()


def test_a_drill_that_breaks_while_grading_voids_the_attempt() -> None:
    """An author's error in `numbers.py` is ours, not the learner's."""
    journal = ListJournal()
    broken = calculate_drill(NUMBERS.replace("return 2 * layers", "return 1 // 0 * layers"))

    with pytest.raises(ZeroDivisionError):
        put(journal, "1 GiB", broken)

    assert journal.attempts("local")[0].state is State.VOID


def test_each_kind_takes_what_it_asks_for() -> None:
    """Code for a number, or a number for code, is refused with the right command, and not recorded."""
    journal = ListJournal()

    with pytest.raises(UsageError, match="deepdrill answer serving/cache-size"):
        hand_in(journal, AlwaysJudges(outcome=Outcome.PASSED), drill=calculate_drill())

    assert journal.attempts("local") == ()


def test_what_a_crash_left_is_voided_and_listed() -> None:
    """At the next start every unfinished attempt is there, with its text."""
    journal = ListJournal()
    journal.begin(an_attempt(1))
    journal.begin(an_attempt(2))
    journal.finish("0002", outcome="passed", report="{}", at=NOON)

    left = recover(journal, clock=lambda: NOON)

    assert [(one.id, one.state, one.text) for one in left] == [("0001", State.VOID, an_attempt().text)]
    assert "hand it in again" in left[0].note
    assert recover(journal, clock=lambda: NOON) == ()
