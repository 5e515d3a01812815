"""A repair: the program is judged, the causes are graded, and both have to be right."""

import pytest
from msgspec.structs import replace

from deepdrill.content import Debug, Drill, load_library
from deepdrill.errors import JudgeUnavailable, UsageError
from deepdrill.grading.causes import choose_test, grade_causes
from deepdrill.judge.verdict import CheckReport, Outcome, Row
from deepdrill.practice import Attempt, Judges, ListJournal, State, charts_of, plots, repair, submit, try_repair
from deepdrill.practice.repair_report import repair_of
from drill_samples import NOON, AlwaysJudges, BreakingJudges, verdict
from tiny_library import HALVES, write_library


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """Give the debug drill of the tiny library."""
    return load_library(write_library(tmp_path_factory.mktemp("library") / "content")).drills[HALVES]


def body_of(drill: Drill) -> Debug:
    """Give what the drill holds."""
    assert isinstance(drill.body, Debug)
    return drill.body


def hand_in(
    drill: Drill,
    journal: ListJournal,
    judges: Judges,
    causes: tuple[str, ...] | None = ("no-division",),
    test: str = "try-2",
) -> Attempt:
    """Hand in a repair."""
    return repair(
        drill,
        "x = 1",
        causes=causes,
        test=test,
        learner="local",
        seed=7,
        attempt_id="0001",
        judges=judges,
        journal=journal,
        clock=lambda: NOON,
    )


def test_choices_are_listed_in_an_order_that_says_nothing(drill: Drill) -> None:
    """The true cause does not stand first because its author wrote it first."""
    assert body_of(drill).causes[0].id != "no-division"
    assert sum(cause.true for cause in body_of(drill).causes) == 1


@pytest.mark.parametrize(
    ("outcome", "causes", "passed", "message"),
    [
        (Outcome.PASSED, ("no-division",), "passed", "The program is repaired, and its cause is named."),
        (
            Outcome.PASSED,
            ("no-division", "cause-3"),
            "failed",
            "The program is repaired, but 1 of the 2 causes that you named is wrong.",
        ),
        (Outcome.PASSED, ("cause-3",), "failed", "The program is repaired, but what you named is not the cause."),
        (Outcome.FAILED, ("no-division",), "failed", "The program is not repaired, but its cause is named."),
        (
            Outcome.CRASHED,
            ("cause-3", "cause-4"),
            "crashed",
            "The program is not repaired, and what you named is not the cause.",
        ),
    ],
)
def test_a_repair_passes_where_program_and_causes_are_right(
    drill: Drill, outcome: Outcome, causes: tuple[str, ...], passed: str, message: str
) -> None:
    """One without the other is shown in part and does not pass."""
    journal = ListJournal()

    attempt = hand_in(drill, journal, AlwaysJudges(outcome=outcome), causes)

    assert (attempt.state, attempt.outcome) == (State.FINISHED, passed)
    assert attempt.repair is not None
    assert attempt.repair.message == message
    assert attempt.verdict == attempt.repair.verdict
    assert journal.attempts("local") == (attempt,)


def test_a_missed_cause_is_counted_and_not_given_away(drill: Drill) -> None:
    """What was not named is not said, or the next try would be no try."""
    grade = grade_causes(drill, body_of(drill), ["cause-5"])

    assert (grade.missed, grade.found, grade.right) == (1, 0, False)
    assert [cause.id for cause in grade.named] == ["cause-5"]


@pytest.mark.parametrize("right", [("try-2", True), ("try-4", False), ("", None)])
def test_the_test_is_told_and_does_not_decide(drill: Drill, right: tuple[str, bool | None]) -> None:
    """A wrong test, or none, leaves a pass a pass."""
    attempt = hand_in(drill, ListJournal(), AlwaysJudges(outcome=Outcome.PASSED), test=right[0])

    assert attempt.passed
    assert attempt.repair is not None
    assert (attempt.repair.test.right if attempt.repair.test else None) is right[1]


@pytest.mark.parametrize(
    ("causes", "test", "says"),
    [
        ((), "", "Name at least one cause"),
        (("no-divison",), "", 'no cause "no-divison": did you mean "no-division"'),
        (("no-division",), "try-22", 'no test "try-22": did you mean "try-2"'),
    ],
)
def test_what_cannot_be_graded_is_refused_before_anything_is_recorded(
    drill: Drill, causes: tuple[str, ...], test: str, says: str
) -> None:
    """A misspelt id costs nothing, and the message says what to do."""
    journal = ListJournal()

    with pytest.raises(UsageError, match=says):
        hand_in(drill, journal, AlwaysJudges(outcome=Outcome.PASSED), causes, test)

    assert journal.attempts("local") == ()


@pytest.mark.parametrize("outcome", [Outcome.BROKEN, Outcome.CANCELLED])
def test_what_is_not_the_learners_fault_is_void(drill: Drill, outcome: Outcome) -> None:
    """Our own failure is kept and never counted."""
    attempt = hand_in(drill, ListJournal(), AlwaysJudges(outcome=outcome))

    assert attempt.state is State.VOID
    assert attempt.repair is not None


def test_a_judge_that_raises_voids_the_attempt(drill: Drill) -> None:
    """The text stays, with the reason."""
    journal = ListJournal()

    with pytest.raises(JudgeUnavailable):
        hand_in(drill, journal, BreakingJudges(error=JudgeUnavailable("No process.")))

    (attempt,) = journal.attempts("local")
    assert (attempt.state, attempt.note) == (State.VOID, "JudgeUnavailable: No process.")


@pytest.mark.parametrize(("outcome", "passed"), [(Outcome.PASSED, "passed"), (Outcome.FAILED, "failed")])
def test_an_interview_asks_for_the_program_alone(drill: Drill, outcome: Outcome, passed: str) -> None:
    """Where causes are talked about, the program decides."""
    attempt = hand_in(drill, ListJournal(), AlwaysJudges(outcome=outcome), None, "")

    assert attempt.outcome == passed
    assert attempt.repair is not None
    assert attempt.repair.causes is None


@pytest.mark.parametrize(
    ("causes", "share"), [(("no-division",), 0.75), (("cause-3",), 0.25), (("no-division", "cause-3"), 0.25)]
)
def test_half_of_a_repair_is_the_program_and_half_its_causes(
    drill: Drill, causes: tuple[str, ...], share: float
) -> None:
    """What is partly right is worth a part; a cause too many takes one away."""
    checks = (
        CheckReport(name="halves", claim="", outcome=Outcome.PASSED),
        CheckReport(name="learns", claim="", outcome=Outcome.FAILED),
    )
    grade = grade_causes(drill, body_of(drill), causes)

    assert repair_of(replace(verdict(Outcome.FAILED), checks=checks), grade, None).share == share


def test_a_program_is_not_handed_in_without_its_causes(drill: Drill) -> None:
    """The way of implement drills is closed to debug drills; it would record half of the answer."""
    with pytest.raises(UsageError, match="--cause"):
        submit(
            drill, "x", learner="local", seed=1, attempt_id="1",
            judges=AlwaysJudges(outcome=Outcome.PASSED), journal=ListJournal(), clock=lambda: NOON,
        )  # fmt: skip


def test_a_repair_can_be_tried_without_a_trace(drill: Drill) -> None:
    """The same report, and nothing recorded."""
    report = try_repair(
        drill, "x", causes=["no-division"], test="", seed=1, judges=AlwaysJudges(outcome=Outcome.PASSED)
    )

    assert report.outcome is Outcome.PASSED
    assert choose_test(drill, body_of(drill), "") is None


def test_each_run_is_drawn_in_each_chart_and_new_series_by_themselves(drill: Drill) -> None:
    """Two runs lie in one plot under their names; what a learner adds to the log gets a chart of its own."""
    broken = (Row(step=0, values={"loss": 1.0}), Row(step=1, values={"loss": None}))
    mine = (Row(step=0, values={"loss": 0.5, "extra": 3.0}),)

    charts = charts_of(body_of(drill).charts, mine)
    loss, extra = plots(charts, {"broken": broken, "yours": mine})

    assert [(curve.name, curve.xs, curve.ys) for curve in loss.curves] == [
        ("loss, broken", (0, 1), (1.0, None)),
        ("loss, yours", (0,), (0.5,)),
    ]
    assert loss.log_y
    assert extra.y == "extra"
