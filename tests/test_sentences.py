"""An answer in pieces, each with its place; bounded whatever is pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepdrill.grading.sentences import LONGEST, MOST_READ, clauses, sentences


def said(text: str) -> list[str]:
    """List the sentences of a text."""
    return [piece.text for piece in sentences(text)]


def test_a_sentence_may_end_in_a_symbol() -> None:
    """A single letter is a quantity here, no initial; what is i.i.d. goes on."""
    assert said("Its variance is d. Divide by the root of N. For i.i.d. entries that is one.") == [
        "Its variance is d.",
        "Divide by the root of N.",
        "For i.i.d. entries that is one.",
    ]


def test_sentences_end_where_people_end_them() -> None:
    """Not at "e.g.", nor in a number; a list's items are sentences of their own."""
    assert said("It saturates, e.g. at 3.5 times. Then nothing flows!\n- one\n- two\n\nEnd") == [
        "It saturates, e.g. at 3.5 times.",
        "Then nothing flows!",
        "- one",
        "- two",
        "End",
    ]


def test_a_span_lies_in_the_text_as_it_was_written() -> None:
    """Faces show the learner's own words."""
    text = "  First it\ngrows.   Then (maybe) it 🙂 stops; after that nothing."

    assert [text[slice(*piece.span)] for piece in sentences(text)] == [
        "First it\ngrows.",
        "Then (maybe) it 🙂 stops",
        "after that nothing.",
    ]


def test_clauses_are_cut_at_joints_and_are_never_too_short() -> None:
    """What is too short to say anything stays with its neighbour."""
    text = "It is not for speed, but the scores grow with d, so the softmax saturates"
    (sentence,) = sentences(text)

    assert [clause.text for clause in clauses(text, sentence)] == [
        "It is not for speed",
        "but the scores grow with d",
        "so the softmax saturates",
    ]
    (short,) = sentences("Well, yes, so it is")
    assert len(clauses("Well, yes, so it is", short)) == 1


@pytest.mark.parametrize("text", ["", " \n\t ", "🙂🙂 — … !!!", "\x00\x01", "$$ \\ $$"])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    """There is nothing to grade in it."""
    assert sentences(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "word " * 50_000,
        "x" * 1_000_000,
        "a.b" * 300_000,
        "a. " * 300_000,
        "(((((" * 100_000 + "a",
        "\\frac{" * 100_000,
        "é\n\n" * 90_000,
    ],
)
def test_whatever_is_pasted_is_cut_into_few_short_pieces(text: str) -> None:
    """Only the beginning is read, and no piece is longer than a long sentence."""
    pieces = sentences(text)

    assert all(piece.span[1] <= MOST_READ for piece in pieces)
    assert all(len(piece.text.split()) <= LONGEST for piece in pieces)
    assert all(len(piece.words) >= 1 for piece in pieces)


@given(st.text(max_size=400))
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    """For any text, and clauses lie within their sentence."""
    pieces = sentences(text)
    ends = [0, *(place for piece in pieces for place in piece.span)]

    assert ends == sorted(ends)
    for piece in pieces:
        inside = [clause.span for clause in clauses(text, piece)]
        assert all(piece.span[0] <= start < end <= piece.span[1] for start, end in inside)
