"""Ability, readiness, the sitting and the placement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdrill.content import Drill, Level, Library, Role, Round, Topic, load_library
from deepdrill.curriculum import Estimate, Evidence, Profile, Reason, ability
from deepdrill.curriculum.ability import SD_DIFFICULTY, mastery, observe, posterior, score_of, solves
from deepdrill.curriculum.course import Course
from deepdrill.curriculum.placement import FEWEST, MOST, placement
from deepdrill.curriculum.readiness import readiness
from deepdrill.curriculum.sitting import next_drill, sitting
from deepdrill.errors import UsageError
from deepdrill.recall import Card, Performance, Rating, Review, Variant, retrievability, review
from deepdrill.recall.aim import first_attempt, prospect
from tiny_library import DOUBLE, EXPLAIN, SIZE, write_library

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
PROFILE = Profile(role="doubler", level=Level.MID, interview_on=date(2026, 12, 27))
NO_DATE = msgspec.structs.replace(PROFILE, interview_on=None)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three topics in a row, twelve drills of three kinds in each, the later ones needing those of the topic before."""
    tiny = load_library(write_library(tmp_path_factory.mktemp("library")))
    titles = ("basics", "advanced", "far")
    topics = {
        name: Topic(id=name, title=name.title(), area="a", needs=titles[max(0, place - 1) : place], page="")
        for place, name in enumerate(titles)
    }
    drills = [
        _drill(tiny, name, kind, number) for name in titles for kind in (DOUBLE, SIZE, EXPLAIN) for number in range(4)
    ]
    role = Role(
        id="doubler",
        title="Doubler",
        says="Doubles.",
        rounds={Round.CODING: 0.5, Round.THEORY: 0.3, Round.ARITHMETIC: 0.1, Round.DEBUGGING: 0.1},
        topics={"basics": 0.4, "advanced": 0.4, "far": 0.2},
    )
    library = Library(
        root=tiny.root,
        topics=topics,
        skills={},
        drills={drill.path: drill for drill in drills},
        roles={"doubler": role},
        faults=(),
    )
    return Course.of(library)


def _drill(tiny: Library, topic: str, of: str, number: int) -> Drill:
    model = tiny.drills[of]
    before = {"basics": (), "advanced": (f"basics/{model.kind}-{number}",), "far": (f"advanced/{model.kind}-{number}",)}
    return replace(
        model,
        path=f"{topic}/{model.kind}-{number}",
        level=list(Level)[number % 3],
        minutes={DOUBLE: 20, SIZE: 4, EXPLAIN: 5}[of],
        needs=before[topic],
    )


def _seen(drill: str, score: float = 1.0, *, days: float = 0.0, **more: Any) -> Evidence:
    return msgspec.structs.replace(Evidence(drill=drill, at=NOON + timedelta(days=days), score=score), **more)


def _card(drill: str, rating: Rating = Rating.GOOD, *, days: float = 0.0) -> Card:
    return review(None, Review(drill=drill, at=NOON - timedelta(days=days), rating=rating))


def _theory(topic: str = "basics") -> list[str]:
    return [f"{topic}/explain-{number}" for number in range(4)]


def _p(course: Course, estimate: Estimate, topic: str, round_: Round, *, days: float = 0.0) -> tuple[float, float]:
    """Give the chance and the width of its interval."""
    told = mastery(course, estimate, Level.MID, NOON + timedelta(days=days))
    (one,) = (one for one in told if (one.topic, one.round) == (topic, round_))
    return one.p, one.high - one.low


@pytest.mark.parametrize("scores", [(1, 1, 1, 1), (0, 0, 0, 0), (1, 0, 1, 0), (1, 1, 0, 1), (0.5, 0.5, 1, 0)])
def test_the_estimate_is_near_the_exact_one(
    course: Course, scores: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mean and spread are those of integrating over ability and difficulty, to a sixth of a logit and a twelfth."""
    monkeypatch.setattr(ability, "_MOVES_ON", 0.0)
    monkeypatch.setattr(ability, "_LEARNS", 0.0)
    names = _theory()
    known = posterior(
        course,
        observe(course, Estimate(), [_seen(name, score) for name, score in zip(names, scores, strict=True)]),
        Level.MID,
        NOON,
    )
    cell = int(course.cell[course.index[names[0]]])
    theta = np.linspace(-8, 8, 801)
    off = np.linspace(-4, 4, 161) * SD_DIFFICULTY
    density = np.exp(-(theta**2) / 2 / course.prior[cell, cell])
    for name, score in zip(names, scores, strict=True):
        margin = theta[:, None] - course.difficulty[course.index[name]] - off
        p = 1 / (1 + np.exp(-margin))
        density *= (p**score * (1 - p) ** (1 - score)) @ np.exp(-(off**2) / 2 / SD_DIFFICULTY**2)
    density /= density.sum()
    mean = float(theta @ density)
    sd = float(((theta - mean) ** 2 @ density) ** 0.5)

    assert known.mean[cell] == pytest.approx(mean, abs=0.16)
    assert known.variance[cell] ** 0.5 == pytest.approx(sd, rel=0.08)


@given(st.floats(-4, 4), st.floats(0, 3))
def test_the_mean_of_a_logistic_is_near_the_exact_one(mean: float, variance: float) -> None:
    """The approximation is right to .02."""
    x = np.linspace(-6, 6, 601)
    weights = np.exp(-(x**2) / 2)
    exact = float(weights @ (1 / (1 + np.exp(-(mean + x * variance**0.5)))) / weights.sum())

    assert float(solves(np.array(mean), variance)) == pytest.approx(exact, abs=0.02)


@given(st.lists(st.tuples(st.integers(0, 35), st.floats(0, 1), st.floats(0, 30)), max_size=12), st.integers(0, 12))
def test_attempts_may_be_taken_in_one_by_one(
    course: Course, attempts: list[tuple[int, float, float]], cut: int
) -> None:
    """The estimate goes on from where it is: no attempt is looked at twice."""
    paths = list(course.index)
    seen = [_seen(paths[place], score, days=day) for place, score, day in attempts]

    at_once = observe(course, Estimate(), seen)

    assert observe(course, observe(course, Estimate(), seen[:cut]), seen[cut:]) == at_once
    assert msgspec.json.decode(msgspec.json.encode(at_once), type=Estimate) == at_once
    assert all(cell.precision > 0 for cell in at_once.cells.values())


def test_one_drill_done_often_says_little(course: Course) -> None:
    """Ten passes of one drill say less than passes of four: its difficulty is only guessed."""
    one = observe(course, Estimate(), [_seen(_theory()[0], days=day) for day in range(10)])
    four = observe(course, Estimate(), [_seen(name, days=day) for day, name in enumerate(_theory())])

    assert _p(course, one, "basics", Round.THEORY, days=10)[0] < _p(course, four, "basics", Round.THEORY, days=10)[0]
    assert one.cells["basics/theory"].precision < 1.01 / SD_DIFFICULTY**2


def test_tries_of_one_sitting_are_one_piece_of_evidence(course: Course) -> None:
    """The best of a sitting counts, and two failures in a row are not two."""
    name = _theory()[0]
    thrice = observe(course, Estimate(), [_seen(name, 0.0), _seen(name, 0.0, days=0.01), _seen(name, 0.9, days=0.02)])
    once = observe(course, Estimate(), [_seen(name, 0.9)])

    assert _p(course, thrice, "basics", Round.THEORY)[0] == pytest.approx(
        _p(course, once, "basics", Round.THEORY)[0], abs=0.02
    )


def test_remembering_is_not_being_able(course: Course) -> None:
    """To pass again what was passed yesterday says less than to pass something new; to fail it still says a lot."""
    name, other = _theory()[0], _theory()[3]
    assert course.difficulty[course.index[name]] == course.difficulty[course.index[other]]

    def after(*seen: Evidence) -> float:
        return _p(course, observe(course, Estimate(), seen), "basics", Round.THEORY, days=1)[0]

    once, again = after(_seen(name)), after(_seen(name), _seen(name, days=1))
    assert once < again < after(_seen(name), _seen(other, days=1))
    assert after(_seen(name), _seen(name, 0.0, days=1)) < once - 2 * (again - once)


def test_help_and_shorter_variants_say_less(course: Course) -> None:
    """A pass with a hint, or of the trap alone, moves the estimate less than a whole one without help."""

    def after(**more: Any) -> float:
        seen = [_seen("basics/implement-0", **more)]
        return _p(course, observe(course, Estimate(), seen), "basics", Round.CODING)[0]

    assert after() > after(variant=Variant.LINE) > after(variant=Variant.TRAP)
    assert after() > after(aided=True)


def test_evidence_carries_over_to_what_is_near(course: Course) -> None:
    """A pass raises the same topic in other rounds, and the next topic more than a far one."""
    estimate = observe(course, Estimate(), [_seen(name) for name in _theory()])
    raised = [
        _p(course, estimate, topic, round_)[0] - _p(course, Estimate(), topic, round_)[0]
        for topic, round_ in (
            ("basics", Round.THEORY),
            ("basics", Round.CODING),
            ("advanced", Round.CODING),
            ("far", Round.CODING),
        )
    ]

    assert raised == sorted(raised, reverse=True)
    assert raised[-1] > 0


def test_stale_evidence_widens(course: Course) -> None:
    """With time the interval grows back toward the prior's; what was spread over days holds longer than one evening."""
    evening = observe(course, Estimate(), [_seen(name) for name in _theory()])
    spread = observe(course, Estimate(), [_seen(name, days=2 * day - 6) for day, name in enumerate(_theory())])
    widths = [_p(course, evening, "basics", Round.THEORY, days=days)[1] for days in (0, 60, 365)]

    assert widths == sorted(widths)
    assert widths[-1] < _p(course, Estimate(), "basics", Round.THEORY)[1]
    assert (
        _p(course, spread, "basics", Round.THEORY, days=365)[0]
        > _p(course, evening, "basics", Round.THEORY, days=365)[0]
    )


def test_a_drill_that_is_gone_is_passed_over(course: Course) -> None:
    """An attempt at what the library no longer has, and what is known of a topic that is gone, break nothing."""
    estimate = observe(course, Estimate(), [_seen("basics/gone"), _seen(_theory()[0])])
    renamed = msgspec.structs.replace(
        estimate, cells={**estimate.cells, "gone/theory": estimate.cells["basics/theory"]}
    )

    assert estimate == observe(course, Estimate(), [_seen(_theory()[0])])
    assert mastery(course, renamed, Level.MID, NOON) == mastery(course, estimate, Level.MID, NOON)


def test_an_attempt_is_scored_as_an_interviewer_would() -> None:
    """A slip costs little, a search more, and half an answer nothing."""
    attempt = Performance(passed=True, share=1.0, minutes=5)
    half = msgspec.structs.replace(attempt, passed=False, share=0.5)

    assert [score_of(msgspec.structs.replace(attempt, tries=tries)) for tries in (1, 2, 3, 9)] == [1.0, 0.9, 0.7, 0.7]
    assert score_of(half) == 0.0
    assert score_of(msgspec.structs.replace(half, share=0.9)) == pytest.approx(0.4)


# Looking ahead


def test_a_prospect_is_what_the_cards_would_come_to() -> None:
    """Now, on the day untouched, and on the day after a review, as reviewing the very card gives it."""
    card = review(_card(DOUBLE, days=9), Review(drill=DOUBLE, at=NOON - timedelta(days=6), rating=Rating.GOOD))
    day = NOON + timedelta(days=30)
    seen = prospect([card], [Variant.WHOLE], NOON, 30.0, np.array([0.25]))
    passed, failed = (
        retrievability(review(card, Review(drill=DOUBLE, at=NOON, rating=rating)), day)
        for rating in (Rating.GOOD, Rating.AGAIN)
    )
    passes = retrievability(card, NOON) * 0.75 + 0.25

    assert seen.now[0] == pytest.approx(retrievability(card, NOON))
    assert seen.untouched[0] == pytest.approx(retrievability(card, day))
    assert seen.reviewed[0] == pytest.approx(passes * passed + (1 - passes) * failed)
    assert first_attempt(30.0, np.array([1.0]))[0] == pytest.approx(retrievability(_card(DOUBLE), day))


def test_readiness_rises_with_what_is_shown(course: Course) -> None:
    """Passing raises the chance and narrows the interval; every chance lies in its interval."""
    told = [
        readiness(course, PROFILE, observe(course, Estimate(), [_seen(path, score) for path in course.index]), {}, NOON)
        for score in (0.0, 1.0)
    ]
    nothing = readiness(course, PROFILE, Estimate(), {}, NOON)

    for bad, none, good in zip(told[0].rounds, nothing.rounds, told[1].rounds, strict=True):
        assert bad.p < none.p < good.p
        assert none.low <= none.p <= none.high
        assert good.high - good.low < none.high - none.low
    assert nothing.rounds[0].round is Round.CODING
    assert nothing.rounds[-1].round is Round.MIXED


def test_readiness_says_what_is_missing_and_what_would_help(course: Course) -> None:
    """Topics without evidence by their share, drills by their gain an hour; a round without drills says so."""
    estimate = observe(course, Estimate(), [_seen(name) for name in (*_theory(), *_theory("advanced"))])
    rounds = {one.round: one for one in readiness(course, PROFILE, estimate, {}, NOON).rounds}

    assert [gap.topic for gap in rounds[Round.THEORY].missing] == ["far"]
    assert [gap.topic for gap in rounds[Round.CODING].missing] == ["basics", "advanced", "far"]
    (gap,) = rounds[Round.DEBUGGING].missing
    assert "no drill for this round yet" in gap.says
    gains = [step.gain_an_hour for step in rounds[Round.CODING].best]
    assert gains == sorted(gains, reverse=True)
    assert all(gain > 0 for gain in gains)
    assert all(step.drill.split("/")[1].startswith("implement") for step in rounds[Round.CODING].best)


def test_what_is_remembered_makes_ready(course: Course) -> None:
    """Cards raise the chance, since a part of the questions will be familiar."""
    cards = {path: _card(path, Rating.EASY) for path in course.index}
    bare, known = (readiness(course, PROFILE, Estimate(), held, NOON).rounds for held in ({}, cards))

    assert all(
        after.p > before.p for before, after in zip(bare, known, strict=True) if before.round is not Round.DEBUGGING
    )


def test_an_unknown_role_is_told(course: Course) -> None:
    """The message lists the roles and says what to do."""
    with pytest.raises(UsageError, match=r"The roles are doubler\. Choose with:  deepdrill setup"):
        readiness(course, msgspec.structs.replace(PROFILE, role="baker"), Estimate(), {}, NOON)


# The sitting


@settings(max_examples=40)
@given(
    st.integers(1, 180),
    st.dictionaries(st.integers(0, 35), st.tuples(st.sampled_from(list(Rating)), st.integers(1, 60))),
    st.sets(st.integers(0, 35)),
    st.booleans(),
    st.integers(0, 9),
)
def test_a_sitting_fits(
    course: Course,
    minutes: int,
    held: dict[int, tuple[Rating, int]],
    unwanted: set[int],
    dated: bool,  # noqa: FBT001
    seed: int,
) -> None:
    """However many cards wait, it keeps to the minutes unless one item alone is longer; nothing comes twice."""
    paths = list(course.index)
    cards = {paths[place]: _card(paths[place], rating, days=days) for place, (rating, days) in held.items()}
    without = [paths[place] for place in unwanted]
    profile = PROFILE if dated else NO_DATE

    made = sitting(course, profile, Estimate(), cards, NOON, minutes=minutes, seed=seed, without=without)

    assert made.minutes <= minutes or len(made.items) == 1
    assert made.minutes == sum(item.minutes for item in made.items)
    names = [item.drill for item in made.items]
    assert len(set(names)) == len(names)
    assert not set(names) & set(without)
    assert all(item.why and "\n" not in item.why for item in made.items)
    assert made == sitting(course, profile, Estimate(), cards, NOON, minutes=minutes, seed=seed, without=without)
    first = next_drill(course, profile, Estimate(), cards, NOON, minutes=minutes, seed=seed, without=without)
    assert (first is None) == (not made.items)


def test_a_sitting_mixes(course: Course) -> None:
    """Cards that fade, what is weak or new, and one stretch, in that order."""
    cards = {name: _card(name, days=20) for name in _theory()[:2]}
    weak = observe(course, Estimate(), [_seen(f"basics/calculate-{number}", 0.0) for number in range(3)])

    reasons = [item.reason for item in sitting(course, PROFILE, weak, cards, NOON, minutes=120, seed=0).items]

    assert reasons == sorted(reasons, key=list(Reason).index)
    assert reasons.count(Reason.STRETCH) == 1
    assert {Reason.DUE, Reason.WEAKEST} <= set(reasons)


def test_what_is_needed_comes_first(course: Course) -> None:
    """A drill whose need somebody cannot do is not offered, unless the need is an easy one; once it is known, it is."""
    paths = list(course.index)
    weak = observe(course, Estimate(), [_seen(path, 0.0) for path in paths if path.startswith("basics")])
    early = {item.drill for item in sitting(course, PROFILE, weak, {}, NOON, minutes=180, seed=0).items}
    known = {path: _card(path, Rating.EASY, days=1) for path in paths if path.startswith("basics")}
    able = observe(course, Estimate(), [_seen(path) for path in known])
    late = {item.drill for item in sitting(course, PROFILE, able, known, NOON, minutes=180, seed=0).items}

    easy = {drill.path for drill in course.drills if drill.level is Level.FRESHER}
    assert all(set(course.library.drills[name].needs) <= easy for name in early)
    assert any(name.startswith("advanced") for name in late)


def test_code_comes_back_shorter(course: Course) -> None:
    """A code drill that was passed is asked as its trap, in two minutes."""
    cards = {"basics/implement-1": _card("basics/implement-1", days=20)}
    items = sitting(course, PROFILE, Estimate(), cards, NOON, minutes=45, seed=0).items

    (back,) = (item for item in items if item.drill == "basics/implement-1")
    assert (back.variant, back.minutes, back.reason) == (Variant.TRAP, 2.0, Reason.DUE)
    assert back.why == "Last done 20 days ago; can you still name its trap?"


def test_what_was_just_done_does_not_come_back(course: Course) -> None:
    """A drill reviewed in this sitting waits for another one."""
    cards = {name: _card(name, days=0.1) for name in _theory()}
    items = sitting(course, PROFILE, Estimate(), cards, NOON, minutes=180, seed=0).items

    assert not set(cards) & {item.drill for item in items}


def test_without_a_date_only_what_is_due_comes_back(course: Course) -> None:
    """With no interview ahead, or after it, FSRS's own schedule holds."""
    cards = {
        "basics/explain-0": _card("basics/explain-0", days=1),
        "basics/explain-1": _card("basics/explain-1", days=3),
    }
    over = msgspec.structs.replace(PROFILE, interview_on=date(2026, 11, 1))
    for profile in (NO_DATE, over):
        names = {item.drill for item in sitting(course, profile, Estimate(), cards, NOON, minutes=180, seed=0).items}
        assert "basics/explain-1" in names
        assert "basics/explain-0" not in names


def test_what_a_debrief_asks_for_comes_first(course: Course) -> None:
    """Drills that were asked for lead the sitting with their own reason; one that is gone is passed over."""
    wanted = {"far/explain-3": "You stopped at this in the interview.", "far/gone": "?"}
    items = sitting(course, PROFILE, Estimate(), {}, NOON, minutes=30, seed=0, asked_for=wanted).items

    assert (items[0].drill, items[0].reason, items[0].why) == (
        *next(iter(wanted.items()))[:1],
        Reason.ASKED_FOR,
        wanted["far/explain-3"],
    )


def test_an_empty_library_has_nothing_to_do(course: Course) -> None:
    """No drills: no items, and no error."""
    empty = Course.of(replace(course.library, drills={}))

    assert sitting(empty, PROFILE, Estimate(), {}, NOON, minutes=30, seed=0).items == ()
    assert next_drill(empty, PROFILE, Estimate(), {}, NOON, minutes=30, seed=0) is None
    assert placement(empty, PROFILE, [], seed=0) is None
    assert readiness(empty, PROFILE, Estimate(), {}, NOON).rounds[0].best == ()


# The placement


@settings(max_examples=20)
@given(st.lists(st.booleans(), min_size=MOST, max_size=MOST), st.integers(0, 9))
def test_a_placement_is_short(course: Course, passes: list[bool], seed: int) -> None:
    """Eight to twelve short drills, none twice, over several topics; code is asked as its trap."""
    answers: list[Evidence] = []
    while (item := placement(course, PROFILE, answers, seed=seed)) is not None:
        assert item.minutes <= 8
        assert item.drill not in {one.drill for one in answers}
        answers.append(_seen(item.drill, float(passes[len(answers)]), variant=item.variant))

    assert FEWEST <= len(answers) <= MOST
    assert len({one.drill.partition("/")[0] for one in answers}) > 1


def test_a_placement_leaves_out_what_was_passed_over(course: Course) -> None:
    """A drill that the learner skips does not come back."""
    first = placement(course, PROFILE, [], seed=0)
    assert first is not None
    second = placement(course, PROFILE, [], seed=0, without=[first.drill])

    assert second is not None
    assert second.drill != first.drill
