"""Right answers in other styles must pass: a drill accepts what its prompt says, not how its solution does it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepdrill.content import Implement, find_content_root, load_library
from deepdrill.judge import Judge, Outcome, Submission

STYLES = Path(__file__).parent / "fairness"
"""TOPIC__SLUG__style.py is a right submission to the drill TOPIC/SLUG."""
LIBRARY = load_library(find_content_root())
FILES = sorted(STYLES.glob("*.py"))
SEEDS = range(5)


def drill_of(file: Path) -> str:
    """Read the drill's path from a file name."""
    topic, slug, _ = file.stem.split("__")
    return f"{topic}/{slug}"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    """Keep one judge for all styles."""
    with Judge(LIBRARY.drills.__getitem__, hidden=(LIBRARY.root,)) as judge:
        yield judge


def test_every_style_names_a_drill() -> None:
    """Each file of the corpus belongs to a drill that exists, or it would test nothing."""
    unknown = [file.name for file in FILES if drill_of(file) not in LIBRARY.drills]

    assert unknown == []


def test_every_drill_of_code_has_other_styles() -> None:
    """Each implement drill is tried with at least two right answers besides its own."""
    counts = Counter(drill_of(file) for file in FILES)

    few = [path for path, drill in LIBRARY.drills.items() if isinstance(drill.body, Implement) and counts[path] < 2]

    assert few == []


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_right_answers_in_other_styles_pass(judge: Judge, file: Path) -> None:
    """A right answer passes whatever its style, on every seed."""
    for seed in SEEDS:
        verdict = judge.judge(Submission(drill=drill_of(file), code=file.read_text(encoding="utf-8"), seed=seed))
        failed = [check for check in verdict.checks if check.outcome is not Outcome.PASSED]
        assert verdict.outcome is Outcome.PASSED, (seed, verdict.message, failed)
