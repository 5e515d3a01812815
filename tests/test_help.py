"""Hints and solutions open one by one, and every opening is recorded."""

import pytest

from deepdrill.content.records import Drill
from deepdrill.errors import UsageError
from deepdrill.practice import Aid, Hints, Journal, ListJournal, hints_of, open_hint, open_solution
from drill_samples import NOON, an_attempt, calculate_drill, implement_drill

SOFTMAX = implement_drill()


def hint(journal: Journal) -> Hints:
    """Open the next hint of the softmax drill."""
    return open_hint(SOFTMAX, learner="local", journal=journal, clock=lambda: NOON)


def solution(journal: Journal, drill: Drill = SOFTMAX, *, give_up: bool = False) -> str:
    """Ask for a solution."""
    return open_solution(drill, learner="local", journal=journal, clock=lambda: NOON, give_up=give_up)


def test_looking_opens_nothing() -> None:
    """The page may ask what is open as often as it likes."""
    journal = ListJournal()

    hints = hints_of(SOFTMAX, learner="local", journal=journal)

    assert (hints.opened, hints.total, hints.solution_open) == ((), 3, False)
    assert journal.opened == []


def test_hints_open_rung_by_rung() -> None:
    """Each asks for the next; after the last nothing more opens."""
    journal = ListJournal()

    seen = [hint(journal).opened for _ in range(4)]

    assert seen == [SOFTMAX.hints[:1], SOFTMAX.hints[:2], SOFTMAX.hints, SOFTMAX.hints]
    assert len(journal.opened) == 3


def test_the_solution_stays_shut_until_passed_or_given_up() -> None:
    """The refusal says how to give up, and opens nothing."""
    journal = ListJournal()

    with pytest.raises(UsageError, match="say that you give up"):
        solution(journal)

    assert journal.opened == []


def test_giving_up_opens_the_solution_and_is_recorded() -> None:
    """It opens from then on without asking again, and the record says how."""
    journal = ListJournal()

    first = solution(journal, give_up=True)
    again = solution(journal)

    assert first == again
    assert first.startswith("def softmax")
    assert [(seen.aid, seen.gave_up) for seen in journal.opened] == [(Aid.SOLUTION, True)]


def test_after_passing_the_solution_opens_without_giving_up() -> None:
    """Who has solved it may compare."""
    journal = ListJournal()
    journal.begin(an_attempt())
    journal.finish("0001", outcome="passed", report="{}", at=NOON)

    solution(journal)

    assert [seen.gave_up for seen in journal.opened] == [False]


def test_the_solution_of_a_calculation_is_its_working() -> None:
    """The steps are shown with numbers of the seed that is asked for."""
    text = solution(ListJournal(), calculate_drill(), give_up=True)

    assert "Two tensors in each of" in text
