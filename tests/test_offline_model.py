"""The encoder that deepdrill brings, and the whole grader with it, on sentences that were written for this test."""

import resource
import time

import numpy as np
import pytest

from deepdrill.content import Explain, Library
from deepdrill.grading.encoder import EMBEDDED, OnnxEncoder
from deepdrill.grading.offline import OfflineGrader
from deepdrill.grading.words import Band
from word_samples import PROMPT, REFERENCE, explain_drill

pytestmark = pytest.mark.slow

ENCODER = OnnxEncoder()
WHY = explain_drill()


def test_the_encoder_is_small_and_says_where_it_comes_from() -> None:
    """At most 25 MB on disk, licence and origin beside it."""
    size = sum(path.stat().st_size for path in EMBEDDED.iterdir())

    assert size <= 25e6
    assert "Apache License 2.0" in (EMBEDDED / "ORIGIN.txt").read_text()


def test_what_means_alike_lies_near() -> None:
    """And vectors have length one."""
    same, also, other = ENCODER.encode(
        ["The gradient vanishes.", "Hardly any gradient is left.", "A cache keeps keys and values."]
    )

    assert float(same @ also) > 0.6
    assert float(same @ other) < 0.2
    assert np.allclose(np.linalg.norm([same, also, other], axis=1), 1.0, atol=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    """A grade is the same whatever else is graded."""
    alone = ENCODER.encode(["It saturates."])[0]
    among = ENCODER.encode(["It saturates.", "x" * 5_000, "🙂", "long " * 3_000])[0]

    assert np.array_equal(alone, among)


def test_other_words_for_a_point_are_understood() -> None:
    """What no word of the phrasing says is found by meaning and stems together."""
    grade = OfflineGrader(ENCODER).grade(
        WHY,
        "Each score adds up d products, so with wide heads it gets large. Then the exponentials make one key win and "
        "the softmax is saturated. Its gradient is close to zero there, so nothing is learned. It's all quicker, too, "
        "because the division means that attention is faster.",
    )

    assert grade.band is Band.COMPLETE
    assert [one.id for one in grade.misconceptions] == ["speed"]


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (PROMPT, 0.05),
        ("variance, dot product, width, large scores, saturated softmax, one key, gradient vanishes, learning", 0.3),
        (" ".join(sorted(REFERENCE.split())), 0.3),
        ("I do not know, sorry.", 0.0),
        ("This matters a lot in practice, and every good engineer should know about attention and its scores.", 0.1),
    ],
)
def test_the_grader_is_not_fooled(text: str, most: float) -> None:
    """A copied question, keywords, word salad, and talk that says nothing."""
    assert OfflineGrader(ENCODER).grade(WHY, text).high <= most


@pytest.mark.slow
def test_a_warm_answer_is_cheap(shipped: Library) -> None:
    """At most 60 ms of CPU for an answer of the library, on one core; twice that is let pass on a busy machine."""
    drills = [drill for drill in shipped.drills.values() if isinstance(drill.body, Explain)][:8]
    grader = OfflineGrader(ENCODER)
    answers = [(drill, one.text) for drill in drills for one in drill.body.answers]  # type: ignore[union-attr]
    for drill, text in answers:
        grader.grade(drill, text)
    began = time.process_time()
    for drill, text in answers:
        grader.grade(drill, text)

    assert (time.process_time() - began) / len(answers) < 0.12


def test_memory_stays_bounded() -> None:
    """A megabyte pasted costs no more than a page."""
    grader = OfflineGrader(ENCODER)
    grader.grade(WHY, REFERENCE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for text in ("word " * 200_000, "no end " * 100_000, "ä" * 1_000_000):
        grader.grade(WHY, text)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_one_thread_is_used() -> None:
    """A server has other things to do with its cores."""
    texts = ["The gradient through a saturated softmax is nearly zero, so that the queries learn nothing."] * 20
    ENCODER.encode(texts[:1])
    cpu, wall = time.process_time(), time.perf_counter()
    ENCODER.encode(texts)

    assert time.process_time() - cpu < 1.2 * (time.perf_counter() - wall)
