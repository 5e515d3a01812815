"""How near a short answer comes to a model answer."""

import pytest

from deepdrill.grading.closeness import Near, closeness
from word_samples import BagEncoder

ASKS = "Why is the maximum subtracted?"
MODEL = "The exponential of a large score overflows. Subtracting the maximum leaves the quotient as it is."


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (MODEL, Near.CLOSE),
        ("Large scores overflow in the exponential, and the quotient is left as it is.", Near.CLOSE),
        ("The exponential of a large score overflows.", Near.PARTLY),
        ("It is a habit of people who write code.", Near.FAR),
    ],
)
def test_a_short_answer_is_close_partly_or_far(text: str, near: Near) -> None:
    """By the sentences of the model answer that are found in it; what is surely missing is listed."""
    found = closeness(BagEncoder(), asks=ASKS, model=MODEL, text=text)

    assert found is not None
    assert found.near is near
    assert (len(found.missed) == 0) == (near is Near.CLOSE)


def test_nothing_is_compared_with_nothing() -> None:
    """Without words on one side there is no grade."""
    assert closeness(BagEncoder(), asks=ASKS, model="…", text="words") is None
    assert closeness(BagEncoder(), asks=ASKS, model=MODEL, text=" ?! ") is None
