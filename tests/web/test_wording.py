"""The words in which states and numbers are told."""

import pytest
from msgspec import structs

from deepdrill.judge.verdict import CheckReport, Measurement, Outcome, Verdict
from deepdrill.web.wording import look_badge, look_says, measured_says, outcome_badge


def verdict(*outcomes: Outcome) -> Verdict:
    """Make a verdict with checks that ended so."""
    checks = tuple(CheckReport(name=f"c{place}", claim="", outcome=one) for place, one in enumerate(outcomes))
    return Verdict(drill="a/b", revision=1, outcome=Outcome.FAILED, message="", checks=checks, seed=1)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_word_and_an_icon(outcome: Outcome) -> None:
    """No outcome of the judge leaves a page without a word, loud or quiet."""
    assert outcome_badge(outcome).word
    assert look_badge(outcome).look in {"passed", "waiting"}


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (None, "This could not be checked just now."),
        (verdict(), "Your code cannot be checked as it stands. Run says why."),
        (verdict(Outcome.SKIPPED, Outcome.SKIPPED), "Your code cannot be checked as it stands. Run says why."),
        (verdict(Outcome.FAILED, Outcome.TIMED_OUT), "0 of 2 claims hold."),
        (verdict(Outcome.PASSED, Outcome.CRASHED), "1 of 2 claims holds."),
        (verdict(Outcome.PASSED, Outcome.PASSED), "All claims hold. Submit when you are ready."),
    ],
)
def test_a_look_is_counted_in_one_line(found: Verdict | None, says: str) -> None:
    """The count says how far one is and nothing of what is wrong."""
    assert look_says(found) == says


def test_a_measurement_is_one_line_that_says_whether_it_is_known() -> None:
    """Certified numbers are told as measured; others as a claim, with the reason first."""
    known = Measurement(certified=True, operators=12, flops=1_234_000, peak_bytes=2048, largest_elements=1)
    claimed = structs.replace(known, certified=False, why_not="it uses NumPy")
    numbers = "12 operators, 1.23 M FLOPs, at most 2.05 kB alive at once, 1 entry in the largest tensor."

    assert measured_says(known) == f"Measured: {numbers}"
    assert measured_says(claimed) == f"Not certified: it uses NumPy. As far as can be told: {numbers}"
