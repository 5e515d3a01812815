"""Right answers in other styles must pass: a drill accepts what its prompt says, not how its solution does it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepdrill.content import Implement, Library
from deepdrill.judge import Judge, Outcome, Submission
from deepdrill.judge.client import missing_packages

STYLES = Path(__file__).parent / "fairness"
"""TOPIC__SLUG__style.py is a right submission to the drill TOPIC/SLUG, TOPIC__SLUG__STAGE__style.py one to a stage."""
FILES = sorted(STYLES.glob("*.py"))
SEEDS = range(5)


def drill_of(file: Path) -> str:
    """Read the drill's path from a file name."""
    topic, slug, *_ = file.stem.split("__")
    return f"{topic}/{slug}"


def stage_of(file: Path) -> str:
    """Read the stage of a case from a file name; "" for other drills."""
    _, _, *stage, _ = file.stem.split("__")
    return stage[0] if stage else ""


@pytest.fixture(scope="module")
def judge(shipped: Library) -> Iterator[Judge]:
    """Keep one judge for all styles."""
    with Judge(shipped.drills.__getitem__, hidden=(shipped.root,)) as judge:
        yield judge


@pytest.mark.slow
def test_every_style_names_a_drill(shipped: Library) -> None:
    """Each file of the corpus belongs to a drill that exists, or it would test nothing."""
    unknown = [file.name for file in FILES if drill_of(file) not in shipped.drills]

    assert unknown == []


@pytest.mark.slow
def test_every_drill_of_code_has_other_styles(shipped: Library) -> None:
    """Each implement drill is tried with at least two right answers besides its own."""
    counts = Counter(drill_of(file) for file in FILES)

    few = [path for path, drill in shipped.drills.items() if isinstance(drill.body, Implement) and counts[path] < 2]

    assert few == []


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_right_answers_in_other_styles_pass(judge: Judge, shipped: Library, file: Path) -> None:
    """A right answer passes whatever its style, on every seed."""
    body = shipped.drills[drill_of(file)].body
    if isinstance(body, Implement) and (missing := missing_packages(body)):
        pytest.skip(f"needs {missing[0]}")
    if "import sklearn" in (code := file.read_text(encoding="utf-8")).replace("from sklearn", "import sklearn"):
        pytest.importorskip("sklearn")
    for seed in SEEDS:
        verdict = judge.judge(Submission(drill=drill_of(file), code=code, seed=seed, stage=stage_of(file)))
        failed = [check for check in verdict.checks if check.outcome is not Outcome.PASSED]
        assert verdict.outcome is Outcome.PASSED, (seed, verdict.message, failed)
