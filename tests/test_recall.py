"""Cards, ratings and the shorter variants."""

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs
import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepdrill.content import Drill, Implement, Kind, load_library
from deepdrill.recall import (
    Card,
    Performance,
    Rating,
    Review,
    Variant,
    blank_line,
    fill,
    minutes_of,
    rate,
    replay,
    retrievability,
    review,
    trap,
    variant_of,
)
from deepdrill.recall.memory import Memory
from tiny_library import DOUBLE, EXPLAIN, write_library

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
FSRS = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _review(rating: Rating = Rating.GOOD, *, days: float = 0, variant: Variant = Variant.WHOLE) -> Review:
    return Review(drill=DOUBLE, at=NOON + timedelta(days=days), rating=rating, variant=variant)


def _performance(**changed: object) -> Performance:
    return msgspec.structs.replace(Performance(passed=True, share=1.0, minutes=10), **changed)


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drill]:
    """The drills of the tiny library."""
    return load_library(write_library(tmp_path_factory.mktemp("library"))).drills


@given(st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(1, 90)), min_size=1, max_size=8))
def test_a_card_of_whole_reviews_is_that_of_fsrs(history: list[tuple[Rating, int]]) -> None:
    """Stability, difficulty and due date are the library's own."""
    ours: Card | None = None
    theirs = fsrs.Card(card_id=1)
    day = 0
    for rating, gap in history:
        day += gap
        ours = review(ours, _review(rating, days=day))
        theirs, _ = FSRS.review_card(theirs, fsrs.Rating(rating), NOON + timedelta(days=day))

    assert ours is not None
    assert (ours.stability, ours.difficulty) == pytest.approx((theirs.stability, theirs.difficulty))
    assert ours.due == theirs.due
    assert retrievability(ours, ours.due) == pytest.approx(FSRS.get_card_retrievability(theirs, theirs.due))


@given(st.floats(0.1, 300), st.floats(1, 10), st.integers(1, 200), st.sampled_from([1, 2, 3, 4]))
def test_the_formulas_over_arrays_are_those_of_fsrs(
    stability: float, difficulty: float, days: int, rating: int
) -> None:
    """Looking a review ahead comes to what the library would make of it."""
    before = fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=stability,
        difficulty=difficulty,
        last_review=NOON - timedelta(days=days),
    )
    after, _ = FSRS.review_card(before, fsrs.Rating(rating), NOON)
    memory = Memory()

    recall = memory.recall(days, np.array([stability]))

    assert recall[0] == pytest.approx(FSRS.get_card_retrievability(before, NOON))
    assert memory.stability(np.array([stability]), np.array([difficulty]), recall, rating)[0] == pytest.approx(
        after.stability
    )
    assert memory.difficulty(np.array([difficulty]), rating)[0] == pytest.approx(after.difficulty)


@pytest.mark.parametrize("rating", list(Rating))
def test_the_first_review_is_that_of_fsrs(rating: Rating) -> None:
    """A new card starts where the library starts it."""
    card = review(None, _review(rating))

    assert card.stability == pytest.approx(Memory().first_stability(rating))
    assert card.difficulty == pytest.approx(Memory().first_difficulty(rating))


def test_a_card_travels_as_json() -> None:
    """What is written is what is read back."""
    card = review(review(None, _review()), _review(Rating.AGAIN, days=3))

    assert msgspec.json.decode(msgspec.json.encode(card), type=Card) == card


def test_several_tries_in_one_sitting_are_one_review() -> None:
    """A pass after failures takes their place, and a failure after a pass takes nothing away."""
    failed = review(None, _review(Rating.AGAIN))
    passed = review(failed, _review(Rating.HARD, days=0.01))
    again = review(passed, _review(Rating.AGAIN, days=0.02))

    assert passed.stability == Memory().first_stability(Rating.HARD)
    assert passed.reps == 1
    assert again == passed


def test_the_learners_own_word_replaces_the_rating() -> None:
    """A correction counts instead of the rating that it corrects, whether at once or in a replay."""
    first, second = _review(), _review(Rating.AGAIN, days=5)
    word = msgspec.structs.replace(second, rating=Rating.GOOD, by="learner")

    at_once = review(review(review(None, first), second), word)

    assert at_once == replay([word, second, first])[DOUBLE]
    assert at_once.lapses == 0
    assert at_once.stability == review(review(None, first), _review(days=5)).stability


def test_a_late_import_does_not_turn_time_back() -> None:
    """A review older than the card's last one is taken as of then."""
    card = review(review(None, _review(days=9)), _review(days=2, variant=Variant.WHOLE))

    assert card.last_review == NOON + timedelta(days=9)


@pytest.mark.parametrize(
    ("changed", "rating"),
    [
        ({}, Rating.GOOD),
        ({"seconds": 299}, Rating.EASY),
        ({"seconds": 299, "tries": 2}, Rating.GOOD),
        ({"seconds": 60, "variant": Variant.TRAP}, Rating.GOOD),
        ({"seconds": 1201}, Rating.HARD),
        ({"hints": 1}, Rating.HARD),
        ({"tries": 3}, Rating.HARD),
        ({"hints": 3}, Rating.AGAIN),
        ({"saw_solution": True}, Rating.AGAIN),
        ({"passed": False, "share": 0.85}, Rating.HARD),
        ({"passed": False, "share": 0.85, "hints": 1}, Rating.AGAIN),
        ({"passed": False, "share": 0.5}, Rating.AGAIN),
    ],
)
def test_an_attempt_is_rated_by_what_happened(changed: dict[str, object], rating: Rating) -> None:
    """The rules of `rate`, one by one."""
    assert rate(_performance(**changed)) is rating


def test_a_code_drill_comes_back_shorter_and_climbs(drills: dict[str, Drill]) -> None:
    """Whole when new, then trap, line and whole again; a failure goes one step down."""
    drill = drills[DOUBLE]
    card = review(None, _review())
    asked = [variant_of(None, drill), variant_of(card, drill)]
    for day in (5, 10, 15):
        card = review(card, _review(days=day, variant=variant_of(card, drill)))
        asked.append(variant_of(card, drill))
    card = review(card, _review(Rating.AGAIN, days=30, variant=Variant.WHOLE))

    assert asked == [Variant.WHOLE, Variant.TRAP, Variant.LINE, Variant.WHOLE, Variant.TRAP]
    assert variant_of(card, drill) is Variant.LINE
    assert minutes_of(drill, Variant.LINE) < minutes_of(drill, Variant.WHOLE)


def test_only_code_comes_shorter(drills: dict[str, Drill]) -> None:
    """An answer in words is asked whole every time."""
    assert variant_of(review(None, _review()), drills[EXPLAIN]) is Variant.WHOLE


def test_a_shorter_variant_strengthens_less() -> None:
    """Recognising a trap is worth less than writing the code, and a failure counts in full."""
    card = review(None, _review())
    grown = {variant: review(card, _review(days=4, variant=variant)).stability for variant in Variant}
    lapsed = {review(card, _review(Rating.AGAIN, days=4, variant=variant)).stability for variant in Variant}

    assert card.stability < grown[Variant.TRAP] < grown[Variant.LINE] < grown[Variant.WHOLE]
    assert len(lapsed) == 1


CONTENT = Path(__file__).parents[1] / "content"


@pytest.fixture(scope="module")
def softmax(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """A drill whose solution has comments, a class, and lines of several rows."""
    root = write_library(tmp_path_factory.mktemp("softmax"))
    code = """\
import math


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        # Twice, whatever the factor says.
        doubled = [
            2 * one + self.factor
            for one in x
        ]
        return sum(doubled) / len(doubled)


def double(x):
    if x:
        x = Scale(x)([x, x + 1])  # a list of two
    return x
"""
    (root / DOUBLE / "solution.py").write_text(code)
    return load_library(root).drills[DOUBLE]


@given(st.integers(0, 200))
def test_a_blank_filled_with_its_own_line_is_the_solution(softmax: Drill, seed: int) -> None:
    """Whichever line is missing, putting it back gives the same program, at any indent; nothing compiles less."""
    assert isinstance(softmax.body, Implement)
    blank = blank_line(softmax, seed)
    assert blank is not None

    for text in (blank.line, "        " + blank.line.replace("\n", "\n        ")):
        assert ast.dump(ast.parse(fill(blank, text))) == ast.dump(ast.parse(softmax.body.solution))
    assert "self.factor = factor" not in blank.line
    assert "Twice" not in blank.before or "doubled = [" not in blank.line
    ast.parse(fill(blank, ""))


def test_a_blank_needs_code(drills: dict[str, Drill]) -> None:
    """A drill in words has no line to leave out."""
    assert blank_line(drills[EXPLAIN], 0) is None


def _with_mistakes(drill: Drill, path: str, *says: str) -> Drill:
    assert isinstance(drill.body, Implement)
    first = drill.body.mistakes[0]
    mistakes = tuple(replace(first, name=f"m{index}", says=one) for index, one in enumerate(says))
    return replace(drill, path=path, body=replace(drill.body, mistakes=mistakes))


def test_the_trap_of_a_drill_stands_among_those_of_others(drills: dict[str, Drill]) -> None:
    """One choice is this drill's, wrong ones come from its own topic first, and none is true here too."""
    own = _with_mistakes(drills[DOUBLE], DOUBLE, "mine", "shared")
    near = _with_mistakes(drills[DOUBLE], "basics/near", "shared", "near")
    far = _with_mistakes(drills[DOUBLE], "advanced/far", "near", "far", "farther", "farthest")
    made = [trap(own, [own, near, far], seed) for seed in range(20)]

    for one in made:
        assert one is not None
        assert len(set(one.choices)) == 4
        assert one.choices[one.right] in {"mine", "shared"}
        assert "near" in one.choices
    assert len({one.right for one in made if one}) > 1
    assert trap(own, [own, near], 0) is None


@pytest.mark.slow
def test_every_code_drill_has_both_variants() -> None:
    """In the whole library each blank can be filled back in, and each trap has three wrong choices."""
    library = load_library(CONTENT)
    code = [drill for drill in library.drills.values() if drill.kind is Kind.IMPLEMENT]
    for drill in code:
        assert isinstance(drill.body, Implement)
        for seed in range(5):
            blank, choice = blank_line(drill, seed), trap(drill, code, seed)
            assert blank is not None
            assert choice is not None
            assert ast.dump(ast.parse(fill(blank, blank.line))) == ast.dump(ast.parse(drill.body.solution))
            assert len(set(choice.choices)) == len(choice.choices) == 4
            assert choice.choices[choice.right] in {mistake.says for mistake in drill.body.mistakes}
