"""Fresh numbers, and a grade that names the wrong turn."""

import subprocess
import sys
import traceback

import msgspec
import pytest

from deepdrill.errors import LibraryBroken, UnreadableAnswer
from deepdrill.grading import Calculation, Grade
from deepdrill.grading.calculation import GradeOutcome, grade_from_json, grade_to_json
from drill_samples import NUMBERS, calculate_drill, implement_drill

CACHE = Calculation.load(calculate_drill())
SEED = 3
PROBLEM = CACHE.problem(SEED)


def graded(value: float, unit: str = "B") -> Grade:
    """Grade a number of bytes for the cache drill."""
    return CACHE.grade(SEED, f"{value!r} {unit}")


def constant(answer: str, *, unit: str = "", tolerance: float = 0.01) -> Calculation:
    """Make a drill whose answer never changes."""
    code = f"def draw(rng): return {{}}\ndef answer(): return {answer}\ndef working(): return []\n"
    return Calculation.load(calculate_drill(code, unit=unit, tolerance=tolerance))


def test_the_same_seed_draws_the_same_numbers() -> None:
    """An attempt can be shown again with the numbers that it answered."""
    assert CACHE.problem(SEED) == PROBLEM
    assert len({CACHE.problem(seed).prompt for seed in range(20)}) > 1


def test_the_prompt_carries_the_numbers_and_keeps_its_tex() -> None:
    """Only known names are filled in; braces that TeX needs stay."""
    prompt = r"Of {layers} layers and $\frac{a}{b}$, {other}, $2^{tokens}$, $\sqrt{layers}$, ${tokens}$."
    problem = Calculation.load(calculate_drill(prompt=prompt)).problem(SEED)
    layers, tokens = problem.numbers["layers"], problem.numbers["tokens"]

    assert problem.prompt == (
        rf"Of {layers} layers and $\frac{{a}}{{b}}$, {{other}}, "
        rf"$2^{{{tokens}}}$, $\sqrt{{{layers}}}$, ${tokens}$."
    )


def test_a_right_answer_passes_within_the_tolerance() -> None:
    """A relative error up to the tolerance is right, beyond it is not."""
    assert graded(PROBLEM.answer).outcome is GradeOutcome.PASSED
    assert graded(PROBLEM.answer * 1.009).outcome is GradeOutcome.PASSED
    assert graded(PROBLEM.answer * 1.02).outcome is GradeOutcome.FAILED
    assert graded(PROBLEM.answer * 1.009).relative_error == pytest.approx(0.009)


def test_a_wrong_formula_is_named_in_the_authors_words() -> None:
    """The learner who took a known wrong turn is told which one."""
    grade = graded(PROBLEM.wrong["keys_only"])

    assert grade.mistake == "keys_only"
    assert grade.says.startswith("You counted the keys but not the values")
    assert grade.message == grade.says


@pytest.mark.parametrize(
    ("factor", "mistake"),
    [
        (8, "bits for bytes"),
        (1 / 8, "bits for bytes"),
        (1000**3 / 1024**3, "1000 for 1024"),
        (1024 / 1000, "1000 for 1024"),
        (1000, "power of ten"),
        (0.1, "power of ten"),
        (7, None),
    ],
)
def test_the_general_slips_are_named_after_the_authors(factor: float, mistake: str | None) -> None:
    """Eight, a thousand for 1024, and a zero too many are known to every drill of bytes."""
    assert graded(PROBLEM.answer * factor).mistake == mistake


@pytest.mark.parametrize(
    ("factor", "message"),
    [(1.3, "30% too large"), (0.75, "25% too small"), (7, "7 times too large"), (1 / 7, "7 times too small")],
)
def test_an_unexplained_answer_is_told_how_far_off_it_is(factor: float, message: str) -> None:
    """Too large or too small, and by how much, is a first hint at the step that went wrong."""
    assert message in graded(PROBLEM.answer * factor).message


def test_an_authors_wrong_formula_comes_before_a_general_slip() -> None:
    """Where a wrong formula is also a factor of ten off, the author's words are the better ones."""
    code = (
        "from deepdrill.grading.calculation import wrong\n"
        "def draw(rng): return {}\ndef answer(): return 5.0\ndef working(): return []\n"
        "@wrong('You forgot the ten heads.')\ndef headless(): return 0.5\n"
    )

    grade = Calculation.load(calculate_drill(code, unit="")).grade(0, "0.5")

    assert grade.mistake == "headless"


def test_a_missing_unit_fails_with_a_message_that_says_so() -> None:
    """The number alone is not the answer where a unit is asked for."""
    grade = CACHE.grade(SEED, f"{PROBLEM.answer:.0f}")

    assert grade.outcome is GradeOutcome.FAILED
    assert "unit is missing" in grade.message
    assert grade.relative_error is None


def test_a_negative_answer_is_wrong_and_not_an_error() -> None:
    """A minus sign can be read; it is only not the answer."""
    grade = graded(-PROBLEM.answer)

    assert grade.outcome is GradeOutcome.FAILED
    assert grade.relative_error == pytest.approx(2)


def test_an_answer_of_zero_has_no_relative_error_to_divide_by() -> None:
    """Around zero the tolerance is absolute."""
    nothing = constant("0.0")

    assert nothing.grade(0, "0").outcome is GradeOutcome.PASSED
    assert nothing.grade(0, "0.005").outcome is GradeOutcome.PASSED
    assert nothing.grade(0, "1").outcome is GradeOutcome.FAILED


def test_an_exact_drill_takes_only_the_exact_number() -> None:
    """With a tolerance of zero, one too many is wrong, and slips are still found."""
    exact = constant("1000", tolerance=0.0)

    assert exact.grade(0, "1,000").outcome is GradeOutcome.PASSED
    assert exact.grade(0, "1001").mistake is None
    assert exact.grade(0, "10000").mistake == "power of ten"


def test_bytes_are_also_told_in_the_unit_that_people_say() -> None:
    """A ten-digit number of bytes means little to anyone."""
    assert constant("1.5 * 2**30", unit="byte").grade(0, "1 B").expected_text == "1,610,612,736 bytes (1.5 GiB)"


def test_an_unreadable_answer_is_no_grade() -> None:
    """What cannot be read is asked for again, never failed."""
    with pytest.raises(UnreadableAnswer):
        CACHE.grade(SEED, "a lot")


def test_a_grade_survives_json() -> None:
    """The report in the journal is the grade that was given, and its schema is checked."""
    grade = graded(PROBLEM.wrong["one_layer"])

    assert grade_from_json(grade_to_json(grade)) == grade
    with pytest.raises(msgspec.ValidationError):
        grade_from_json(grade_to_json(grade).replace('"schema":1', '"schema":2'))


def test_an_error_in_numbers_py_shows_the_authors_line() -> None:
    """The traceback names the file and quotes its line although the source came as text."""
    calculation = Calculation.load(calculate_drill(NUMBERS.replace("2 * layers *", "2 * layer *", 1)))

    with pytest.raises(NameError) as crash:
        calculation.problem(SEED)

    trace = "".join(traceback.format_exception(crash.value))
    assert "serving/cache-size/numbers.py" in trace
    assert "return 2 * layer * tokens" in trace


def test_a_drill_that_cannot_be_asked_says_what_is_missing() -> None:
    """An author learns which function or unit is wrong, and where."""
    with pytest.raises(LibraryBroken, match=r"numbers\.py: no function answer and no working"):
        Calculation.load(calculate_drill("def draw(rng): return {}"))
    with pytest.raises(LibraryBroken, match='unknown unit "bite"'):
        Calculation.load(calculate_drill(unit="bite"))
    with pytest.raises(LibraryBroken, match="not a calculate drill"):
        Calculation.load(implement_drill())


@pytest.mark.slow
def test_the_authors_decorator_needs_neither_torch_nor_pint() -> None:
    """Importing what `numbers.py` imports stays cheap."""
    script = (
        "import sys; from deepdrill.grading.calculation import wrong; "
        "print(sorted({'torch', 'numpy', 'pint', 'sqlalchemy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
