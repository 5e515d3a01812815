"""What a learner may type for a number with a unit, and what is understood."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdrill.errors import UnreadableAnswer
from deepdrill.grading.units import LONGEST, is_unit, read, show, tex


@pytest.mark.parametrize(
    ("text", "wanted", "value"),
    [
        ("1.5 GiB", "byte", 1_610_612_736),
        ("1.5GiB", "byte", 1_610_612_736),
        ("1.5 gib", "byte", 1_610_612_736),
        ("1.6 GB", "byte", 1_600_000_000),
        ("1.6gb", "byte", 1_600_000_000),
        ("1,610,612,736 bytes", "byte", 1_610_612_736),
        ("12 884 901 888 B", "byte", 12_884_901_888),
        ("12\u202f884\u202f901\u202f888 B", "byte", 12_884_901_888),
        ("1_000_000 B", "byte", 1_000_000),
        ("3/4 GiB", "byte", 805_306_368),
        ("2^30 bytes", "byte", 1_073_741_824),
        ("3 * 2**30 bytes", "byte", 3_221_225_472),
        ("8 Gb", "byte", 1_000_000_000),
        ("8 gigabits", "byte", 1_000_000_000),
        ("8 kb", "byte", 8_000),
        ("7 B", "byte", 7),
        ("7B bytes", "byte", 7_000_000_000),
        ("7B parameters", "parameter", 7e9),
        ("7 billion", "parameter", 7e9),
        ("350M", "parameter", 350e6),
        ("1.5 T tokens", "token", 1.5e12),
        ("3.2e9", "", 3.2e9),
        ("3.2 x 10^9 FLOPs", "FLOP", 3.2e9),
        ("3.2\u00d710\u2079 FLOP", "FLOP", 3.2e9),
        ("3 \u00d7 10\u207b\u00b3 s", "ms", 3),
        ("312 TFLOPS", "FLOP/s", 312e12),
        ("312 TFLOP/s", "FLOP/s", 312e12),
        ("2 TFLOPs", "FLOP", 2e12),
        ("20 tokens per second", "token/s", 20),
        ("90 GB/s", "byte/s", 90e9),
        ("5 ms", "s", 0.005),
        ("250 µs", "s", 0.00025),
        ("12%", "", 0.12),
        ("0.12", "", 0.12),
        (".5", "", 0.5),
        ("1/3", "", 1 / 3),
        ("~ 1.5 GiB", "byte", 1_610_612_736),
        ("about 40 ms", "ms", 40),
        ("-2.5", "", -2.5),
        ("24 GPUs", "GPU", 24),
        ("24", "GPU", 24),
        ("2 weeks", "day", 14),
        ("48 sequences", "request", 48),
        ("2.3", "nat", 2.3),
        ("2.3 nats", "nat", 2.3),
        ("2 bits", "nat", 1.3862943611198906),
        ("38.5 dB", "decibel", 38.5),
        ("38.5", "decibel", 38.5),
        ("\u22122.5", "", -2.5),
    ],
)
def test_a_number_with_a_unit_is_read_as_people_write_it(text: str, wanted: str, value: float) -> None:
    """Grouping, powers, fractions, prefixes and spelling do not matter; the unit's meaning does."""
    assert read(text, wanted=wanted).value == pytest.approx(value, rel=1e-12)


def test_what_was_understood_is_said_in_the_unit_asked_for() -> None:
    """A learner sees how their text was taken, so that bits are never silently bytes."""
    assert read("1.6gb", wanted="byte").understood == "1.6 GB = 1,600,000,000 bytes"
    assert read("8 Gb", wanted="byte").understood == "8 Gbit = 1,000,000,000 bytes"
    assert read("7B", wanted="parameter").understood == "7,000,000,000 parameters"


def test_a_missing_unit_is_told_from_an_unreadable_answer() -> None:
    """A bare number where bytes are asked for can be read, but does not say what it counts."""
    reading = read("1610612736", wanted="byte")

    assert reading.value is None
    assert "unit is missing" in reading.trouble


def test_a_bare_suffix_is_no_unit_of_information() -> None:
    """The text "7M" counts something, but nobody can know that it counts bytes."""
    assert read("7M", wanted="byte").value is None


def test_a_unit_of_something_else_does_not_fit() -> None:
    """Bytes are no FLOP and no bare number, and an hour is not a byte."""
    assert "measures something else" in read("7 GB", wanted="FLOP").trouble
    assert "a bare number" in read("7 GB", wanted="").trouble
    assert read("1 hour", wanted="byte").value is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "nan",
        "inf",
        "-inf",
        "1e400",
        "9999^9999",
        "9**9**9",
        "1/0",
        "about",
        "GiB",
        "1.5 GiB or so",
        "1.5 GiB 3",
        "1,5 GiB",
        "1,61 GB",
        "1.610.612.736",
        "1,234 567",
        "0x10",
        "١٢",
        "\uff11\uff12",
        "1.5 furlongs",
        "3 b",
        "5 GB/",
        "__import__('os')",
        "1.5 GiB\x00",
        "1 \ud800",
        "(((((1)))))",
        "1" * (LONGEST + 1),
    ],
)
def test_what_is_not_one_number_with_a_unit_is_refused_with_an_example(text: str) -> None:
    """Nothing is guessed: the learner is told how to write it and loses no attempt."""
    with pytest.raises(UnreadableAnswer) as refusal:
        read(text, wanted="byte")

    message = str(refusal.value)
    message.encode()
    assert "rite" in message
    assert len(message) < 500


def test_a_decimal_comma_is_explained() -> None:
    """Half the world writes 1,5; guessing would turn 1,500 into one and a half."""
    with pytest.raises(UnreadableAnswer, match="decimals take a point"):
        read("1,5 GiB", wanted="byte")


def test_ten_megabytes_are_refused_at_once() -> None:
    """The length is looked at before anything else."""
    start = time.process_time()

    with pytest.raises(UnreadableAnswer, match="longer than"):
        read("9" * 10_000_000, wanted="byte")

    assert time.process_time() - start < 2


@settings(max_examples=50)
@given(st.text(max_size=LONGEST + 5))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text whatever raises anything but `UnreadableAnswer`."""
    try:
        reading = read(text, wanted="byte")
    except UnreadableAnswer:
        return
    assert reading.understood


@given(
    st.integers(min_value=0, max_value=10**14),
    st.sampled_from(["byte", "GiB", "ms", "FLOP/s", "parameter", ""]),
)
def test_what_is_shown_can_be_typed_back(value: int, unit: str) -> None:
    """Every answer as we write it is read as that answer."""
    assert read(show(value, unit), wanted=unit).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (28, "28"),
        (1_610_612, r"1\,610\,612"),
        (12_884_901_888, r"1.288 \cdot 10^{10}"),
        (2.5, "2.5"),
        (1234.5678, r"1\,235"),
        (0.04567, "0.04567"),
        (-0.5, "-0.5"),
        (999.96, r"1\,000"),
        (1.2e-7, r"1.2 \cdot 10^{-7}"),
        (0, "0"),
    ],
)
def test_a_number_in_a_formula_is_short_and_carries_no_commas(value: float, written: str) -> None:
    """TeX sets a comma as the end of something, and nobody counts ten digits in a step of the working."""
    assert tex(value) == written


def test_a_drill_may_ask_only_for_a_known_unit() -> None:
    """An author's slip in the unit is found when the drill is loaded."""
    assert is_unit("byte")
    assert is_unit("FLOP/s")
    assert is_unit("nat")
    assert is_unit("GPU")
    assert is_unit("")
    assert not is_unit("bite")
    assert not is_unit("byte **")
