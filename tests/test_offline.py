"""The offline grader: points, quotes, misconceptions, denials and guards, with an encoder that needs no model."""

import subprocess
import sys
import time
from threading import Thread

import pytest

from deepdrill.content.records import Form
from deepdrill.errors import EncoderUnavailable, LibraryBroken, UnreadableAnswer
from deepdrill.grading.calibration import Calibration, calibration
from deepdrill.grading.encoder import OnnxEncoder
from deepdrill.grading.offline import OfflineGrader
from deepdrill.grading.words import Band, PointState, WordsGrade
from drill_samples import implement_drill
from word_samples import PROMPT, REFERENCE, BagEncoder, explain_drill

WHY = explain_drill()


def graded(text: str, *, form: Form = Form.EXPLAIN) -> WordsGrade:
    """Grade an answer to the drill on the root of d."""
    return OfflineGrader(BagEncoder()).grade(explain_drill(form=form), text)


def states(grade: WordsGrade) -> dict[str, str]:
    """Give the state of each point."""
    return {point.id: point.state.value for point in grade.points}


def guards(grade: WordsGrade) -> list[str]:
    """List the guards that fired."""
    return [guard.id for guard in grade.guards]


def test_the_reference_is_complete() -> None:
    """It makes every point, and voices nothing."""
    grade = graded(REFERENCE)

    assert set(states(grade).values()) == {"covered"}
    assert (grade.band, grade.misconceptions, grade.guards) == (Band.COMPLETE, (), ())


def test_a_point_is_quoted_in_the_learners_own_words() -> None:
    """The sentence that earned it, as it was written; none for a point that is missing."""
    text = "Hm.  The variance of the\ndot product grows with the width. That is all I know about this one."
    grade = graded(text)

    variance, saturation, _ = grade.points
    assert [text[slice(*quote)] for quote in variance.quotes] == [
        "The variance of the\ndot product grows with the width."
    ]
    assert (saturation.state, saturation.quotes) == (PointState.MISSING, ())
    assert saturation.hint


def test_empty_talk_earns_nothing() -> None:
    """Being on topic is no point."""
    grade = graded("This is a very important detail of attention, and everybody uses it because it works better.")

    assert set(states(grade).values()) == {"missing"}
    assert grade.coverage == 0.0


def test_a_formula_stands_for_words() -> None:
    """In whatever spelling it is written."""
    assert states(graded(r"We know that $\operatorname{Var}(q \cdot k) = d$ here."))["variance"] != "missing"


def test_a_misconception_is_shown_with_the_learners_words_and_takes_no_mark() -> None:
    """It is possible, not sure, and comes with what is right."""
    text = REFERENCE + " Also, the division makes attention faster."
    grade = graded(text)

    (found,) = grade.misconceptions
    assert (found.id, found.sure, text[slice(*found.quote)]) == (
        "speed",
        False,
        "Also, the division makes attention faster.",
    )
    assert grade.coverage == graded(REFERENCE).coverage


@pytest.mark.parametrize(
    "text",
    [
        "The division is not there to make attention faster.",
        "It isn't about speed when we divide.",
        "Dividing keeps the softmax from saturating, which has to do with gradients, not speed.",
        "Attention got faster on newer hardware.",
        "People say that dividing is for speed.",
        "Some claim that the division makes attention faster.",
        "That the division makes attention faster is a common mistake.",
    ],
)
def test_a_misconception_that_is_denied_or_about_something_else_is_not_shown(text: str) -> None:
    """The cue has to be said of the subject, and not be turned around."""
    assert graded(text).misconceptions == ()


@pytest.mark.parametrize(
    "text",
    [
        "The variance of the dot product does not grow with the width.",
        "It is not true that the variance of the dot product grows with the width.",
    ],
)
def test_a_denied_point_is_left_to_the_learner(text: str) -> None:
    """Nothing offline knows what is true, but it sees that something is denied."""
    assert states(graded(text))["variance"] == "unsure"


def test_the_question_copied_earns_next_to_nothing() -> None:
    """And the learner is told why."""
    grade = graded(PROMPT)

    assert guards(grade) == ["question-copied"]
    assert grade.high <= 0.05


KEYWORDS = "variance, dot product, width, large, saturated softmax, one key, gradient vanishes, learning stops"


def test_a_list_of_keywords_is_capped_unless_a_list_was_asked_for() -> None:
    """A drill that asks to enumerate takes one."""
    assert guards(graded(KEYWORDS)) == ["keywords"]
    assert graded(KEYWORDS).high <= 0.3
    assert guards(graded(KEYWORDS, form=Form.ENUMERATE)) == []
    assert graded(KEYWORDS, form=Form.ENUMERATE).band is Band.COMPLETE


def test_a_telegram_with_signs_is_no_list_of_keywords() -> None:
    """A senior's clipped answer says how things hang together."""
    assert guards(graded("Var(q·k) = d → std = √d. Softmax saturates → gradient ~ 0. Divide by std → var = 1.")) == []


def test_shuffled_words_are_capped() -> None:
    """Words in no order say nothing."""
    words = sorted(REFERENCE.replace(".", "").lower().split(), key=lambda word: word[::-1])

    assert guards(graded(" ".join(words))) == ["word-salad"]


def test_a_long_detour_is_told_and_shrinks_the_marks() -> None:
    """Most of what is said has to serve the question."""
    detour = "My holiday by the sea was lovely, and the weather held for the whole of the week. " * 12
    grade = graded(REFERENCE + " " + detour)

    assert guards(grade) == ["unfocused"]
    assert grade.coverage < graded(REFERENCE).coverage


@pytest.mark.parametrize("text", ["", "   ", "🙂", "…?!"])
def test_an_answer_without_words_is_not_graded(text: str) -> None:
    """The learner is told to write some."""
    with pytest.raises(UnreadableAnswer, match="no words"):
        graded(text)


def test_another_kind_of_drill_is_refused() -> None:
    """It has no rubric."""
    with pytest.raises(LibraryBroken, match="not an explain drill"):
        OfflineGrader(BagEncoder()).grade(implement_drill(), "text")


@pytest.mark.parametrize(
    "text",
    [
        "word " * 50_000,
        "a. " * 3_000_000,
        "x" * 10_000_000,
        "a" + "(" * 9_000 + "a" * 1_000_000,
        "\\sqrt{" * 200_000,
        "ab\x00\n\n" * 100_000,
    ],
)
def test_whatever_is_pasted_is_graded_in_bounded_time(text: str) -> None:
    """Only the beginning is read, and the learner is told so."""
    encoder = BagEncoder()
    began = time.monotonic()
    grade = OfflineGrader(encoder).grade(WHY, text)

    assert time.monotonic() - began < 10  # a busy machine; alone it takes a tenth of that
    assert grade.note.startswith("Only the first")
    assert len(encoder.seen) < 200


def test_a_rubrics_phrasings_are_encoded_once_and_answers_are_not_kept() -> None:
    """A server grades for days."""
    encoder = BagEncoder()
    grader = OfflineGrader(encoder)
    grader.grade(WHY, REFERENCE)
    first = len(encoder.seen)
    grader.grade(WHY, REFERENCE)

    assert len(encoder.seen) - first == len(REFERENCE.split(". "))


def test_a_rubric_that_was_changed_is_read_again() -> None:
    """Authors see what they have just written."""
    grader = OfflineGrader(BagEncoder())
    copied = grader.grade(WHY, PROMPT)
    other = grader.grade(explain_drill(prompt="What else?"), PROMPT)

    assert (guards(copied), guards(other)) == (["question-copied"], [])


def test_many_threads_may_grade_at_once() -> None:
    """One grader serves a whole server."""
    grader = OfflineGrader(BagEncoder())
    found: list[WordsGrade] = []
    threads = [Thread(target=lambda: found.append(grader.grade(WHY, REFERENCE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [graded(REFERENCE)] * 8


def test_the_version_names_recipe_weights_and_encoder() -> None:
    """Grades of different versions do not compare."""
    weights = Calibration(version=7, sim=1, words=1, terms=1, bias=0)

    assert OfflineGrader(BagEncoder(), weights).version.endswith(".7 bag")
    assert graded(REFERENCE).grader_version == OfflineGrader(BagEncoder()).version


def test_every_signal_speaks_for_a_point() -> None:
    """A fit that gave one a negative weight would pay for saying less."""
    fitted = calibration()

    assert min(fitted.sim, fitted.words, fitted.terms) > 0 > fitted.bias


def test_an_encoder_that_is_not_there_says_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Missing or unreadable, the message ends with the next step."""
    folder = tmp_path_factory.mktemp("encoder")
    with pytest.raises(EncoderUnavailable, match="DEEPDRILL_ENCODER"):
        OnnxEncoder(folder).encode(["text"])

    (folder / "model.onnx").write_bytes(b"no model")
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderUnavailable, match="cannot be read"):
        OnnxEncoder(folder).encode(["text"])


@pytest.mark.slow
def test_nothing_is_loaded_before_an_answer_is_graded() -> None:
    """`--help` and the pages must not wait for a model."""
    code = (
        "import sys, deepdrill.cli.grading, deepdrill.grading.offline, deepdrill.app\n"
        "from deepdrill.grading.offline import OfflineGrader; OfflineGrader()\n"
        "assert not {'onnxruntime', 'tokenizers', 'torch', 'numpy'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
