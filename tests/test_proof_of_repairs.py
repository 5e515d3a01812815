"""The proof of debug drills, over a judge and a runner that do as they are told."""

from pathlib import Path

import pytest

from deepdrill.authoring.proof_of_repairs import repair_proofs
from deepdrill.content import Debug, Drill, load_library
from deepdrill.judge.verdict import Outcome, Row
from repair_samples import ObedientPrograms, ObedientRepairs
from tiny_library import HALVES, break_file, write_library

FAILED, PASSED = Outcome.FAILED, Outcome.PASSED


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of a whole tiny library."""
    return write_library(tmp_path / "content")


def found(root: Path, programs: ObedientPrograms | None = None, **told: object) -> dict[str, str]:
    """Prove the debug drill; give what does not hold, by line."""
    library = load_library(root)
    drill: Drill = library.drills[HALVES]
    assert isinstance(drill.body, Debug)
    judge = ObedientRepairs(library, **told)  # type: ignore[arg-type]
    proofs = repair_proofs(
        drill, drill.body, judge=judge, trusted=judge, programs=programs or ObedientPrograms(), seed=1
    )
    return {line.what: line.detail for proof in proofs for line in proof() if not line.ok}


def test_a_whole_debug_drill_is_proved(root: Path) -> None:
    """Curves that break off are honest; broken fails, the solution passes, the mistake is caught and named."""
    assert found(root) == {}


@pytest.mark.parametrize(
    ("told", "what", "detail"),
    [
        ({"broken": {"halves": FAILED, "learns": PASSED}}, "broken", "learns holds from 20 of 20 seeds"),
        ({"broken": {"halves": PASSED, "learns": FAILED}}, "broken", "halves holds from 20 of 20 seeds"),
        ({"solution": {"halves": PASSED, "learns": FAILED}}, "solution", "the solution fails learns"),
        ({"mistake": {"halves": PASSED}}, "mistake thirds", "passes every check; make halves stricter"),
        ({"named": ()}, "mistake thirds", "diagnosed not at all"),
    ],
)
def test_each_way_to_be_no_debug_drill_is_told(root: Path, told: dict[str, object], what: str, detail: str) -> None:
    """The symptom and every cause must show from every seed, and no treatment of the symptom may pass."""
    lines = found(root, **told)  # type: ignore[arg-type]

    assert lines
    assert all(line.startswith(what) for line in lines), lines
    assert all(detail in line for line in lines.values()), lines


@pytest.mark.parametrize(
    ("programs", "detail"),
    [
        (ObedientPrograms(rows=(Row(step=0, values={"loss": None}),)), "never logs a finite loss"),
        (ObedientPrograms(rows=()), "never logs a finite loss"),
        (ObedientPrograms(outcome=Outcome.CRASHED), "does not run to its end"),
    ],
)
def test_what_is_drawn_is_really_logged(root: Path, programs: ObedientPrograms, detail: str) -> None:
    """A chart of nothing is a fault: the learner would have nothing to look at."""
    lines = found(root, programs)

    assert set(lines) == {"curves of broken", "curves of solution"}
    assert all(detail in line for line in lines.values()), lines


def test_the_broken_program_is_no_mistakes_double(root: Path) -> None:
    """Who hands it in unchanged has tried nothing, and is not told of a treatment that they never tried."""
    lines = found(root, named_of_broken=("thirds",))

    assert list(lines) == ["broken is no mistake's double"]
    assert "diagnosed as thirds" in lines["broken is no mistake's double"]


def test_causes_and_tests_are_read_with_their_faults(root: Path) -> None:
    """A true cause names its check, a false one none, exactly one test is right, and the metric is a check."""
    name = "advanced/halves/causes.toml"
    break_file(root, name, 'check = "halves"\n', "")
    break_file(
        root,
        name,
        'id = "cause-3"\nsays = "It divides by 3."\ntrue = false\n',
        'id = "cause-4"\nsays = "It divides by 3."\ntrue = false\ncheck = "learns"\n',
    )
    break_file(root, name, "right = false", "right = true")
    break_file(root, "advanced/halves/drill.toml", 'metric = "learns"', 'metric = "learned"')
    break_file(root, "advanced/halves/broken.py", "def train(", "def run(")

    faults = {fault.what for fault in load_library(root).faults}

    assert faults == {
        'the true cause "no-division" has no check',
        '"cause-4" is not true and has a check',
        'cause "cause-4" stands there twice',
        "not exactly one test is the right one",
        "[debug] metric: checks.py has no check learned",
        "does not define train",
    }
