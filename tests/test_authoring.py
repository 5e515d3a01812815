"""What authors lean on: the scaffold, the coverage, and the proof over a judge that does as it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from command_line import run_cli
from deepdrill.authoring import ProofReport, measure_coverage, new_drill, prove, select
from deepdrill.content import Implement, Kind, Library, load_library
from deepdrill.errors import UnknownDrill, UsageError
from deepdrill.judge.verdict import CheckReport, Diagnosis, Outcome, Submission, Verdict
from tiny_library import DOUBLE, SIZE, break_file, write_library

__all__ = ["run_cli"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of a whole tiny library."""
    return write_library(tmp_path / "content")


@dataclass(frozen=True)
class ObedientJudge:
    """Says of starter, solution and mistake what it is told to say; by default what they should get."""

    library: Library
    starter: Outcome = Outcome.FAILED
    solution: Outcome = Outcome.PASSED
    mistake: Outcome = Outcome.FAILED
    failed: str = "doubles_any_number"
    named: tuple[str, ...] = ("squares",)

    def judge(self, submission: Submission) -> Verdict:
        """Give the verdict for whichever file was handed in."""
        body = self.library.drills[submission.drill].body
        assert isinstance(body, Implement)
        match submission.code:
            case body.starter:
                return _verdict(submission, self.starter, self.failed)
            case body.solution:
                return _verdict(submission, self.solution, self.failed)
            case _:
                return _verdict(submission, self.mistake, self.failed, self.named)


def _verdict(submission: Submission, outcome: Outcome, check: str, named: tuple[str, ...] = ()) -> Verdict:
    return Verdict(
        drill=submission.drill,
        revision=1,
        outcome=outcome,
        message="as told",
        checks=(CheckReport(name=check, claim="", outcome=outcome),),
        diagnosis=tuple(Diagnosis(mistake=name, says="", checks=(check,)) for name in named),
        seed=submission.seed,
    )


def proof_of(root: Path, *names: str, **told: object) -> ProofReport:
    """Prove with a judge that says what it is told."""
    library = load_library(root)
    judge = ObedientJudge(library, **told)  # type: ignore[arg-type]
    return prove(library, select(library, names), judge, workers=2, seed=1)


def bad(report: ProofReport) -> dict[str, str]:
    """List what does not hold."""
    return {line.what: line.detail for line in report.lines if not line.ok}


def test_a_whole_library_is_proved(root: Path) -> None:
    """Files, starter, two seeds of the solution, each mistake, and every claim of the numbers are a line each."""
    report = proof_of(root)

    assert bad(report) == {}
    assert report.ok
    assert report.drills == 6
    assert [line.what.partition(",")[0] for line in report.lines if line.drill == DOUBLE] == [
        "files",
        "starter",
        "solution",
        "solution",
        "mistake squares",
    ]
    assert [line.what for line in report.lines if line.drill == SIZE] == [
        "files",
        "answer",
        "working",
        "prompt",
        "wrong numbers_only",
    ]


@pytest.mark.parametrize(
    ("told", "what", "detail"),
    [
        ({"starter": Outcome.PASSED}, "starter", "the starter passes every check"),
        ({"starter": Outcome.REFUSED}, "starter", "refused"),
        ({"starter": Outcome.BROKEN}, "starter", "BROKEN"),
        ({"solution": Outcome.FAILED}, "solution", "fails doubles_any_number"),
        ({"solution": Outcome.BROKEN}, "solution", "BROKEN"),
        ({"mistake": Outcome.PASSED}, "mistake", "passes every check; make doubles_any_number stricter"),
        ({"mistake": Outcome.BROKEN}, "mistake", "BROKEN"),
        ({"mistake": Outcome.REFUSED}, "mistake", "refused before any check"),
        ({"failed": "keeps_the_sign"}, "mistake", "does not fail doubles_any_number but keeps_the_sign"),
        ({"named": ()}, "mistake", "diagnosed not at all"),
        ({"named": ("cubes", "squares")}, "mistake", "diagnosed as cubes"),
    ],
)
def test_each_way_to_be_wrong_is_told(root: Path, told: dict[str, object], what: str, detail: str) -> None:
    """A proof says what was seen instead, and a broken verdict is never taken for a caught mistake."""
    report = proof_of(root, DOUBLE, **told)

    assert not report.ok
    found = bad(report)
    assert all(line.startswith(what) for line in found), found
    assert all(detail in line for line in found.values()), found


@pytest.mark.parametrize(
    ("old", "new", "what", "detail"),
    [
        ("return count\n", "return count * width\n", "wrong numbers_only", "within tolerance of the answer"),
        ("return count\n", "return float('nan')\n", "wrong numbers_only", "it gives nan"),
        ("return count\n", "return float(1 / 0)\n", "numbers", "raises ZeroDivisionError"),
        ("    return count * width\n", "    return 0\n", "answer", "the answer is 0"),
        ('[f"{count} times {width} is {count * width}"]', "[]", "working", "no steps"),
        ('"count": rng', '"counts": rng', "numbers", "raises TypeError"),
    ],
)
def test_numbers_that_do_not_work_out_are_told(root: Path, old: str, new: str, what: str, detail: str) -> None:
    """Each claim is tried on many draws, and the first that goes wrong is shown."""
    if "count * width\n" in new and "**_" not in new:
        break_file(root, "basics/size/numbers.py", "**_: int", "width: int")
    break_file(root, "basics/size/numbers.py", old, new)

    found = bad(proof_of(root, SIZE))

    assert detail in found[what], found


def test_a_collision_of_two_wrong_formulas_is_told(root: Path) -> None:
    """Two wrong turns that give the same number cannot be told apart."""
    code = root / "basics/size/numbers.py"
    second = '\n\n@wrong("You forgot the width.")\ndef widthless(count: int, **_: int) -> float:\n    return count\n'
    code.write_text(code.read_text() + second)

    found = bad(proof_of(root, SIZE))

    assert "within tolerance of widthless" in found["wrong numbers_only"]
    assert "on 200 of 200 draws" in found["wrong widthless"]


def test_a_placeholder_that_is_not_drawn_is_told(root: Path) -> None:
    """A learner would read braces; TeX's own braces are none of ours."""
    break_file(root, "basics/size/prompt.md", "{width}", "{widht}")

    assert bad(proof_of(root, SIZE))["prompt"].startswith("the prompt asks for {widht}, which draw does not give")


def test_faults_of_files_are_part_of_the_proof(root: Path) -> None:
    """A drill that cannot be read is a line that does not hold."""
    break_file(root, "basics/double/drill.toml", "minutes = 5", "minutes = 0")

    report = proof_of(root)

    assert [(line.drill, line.what) for line in report.lines if not line.ok] == [(DOUBLE, "files")]


def test_a_proof_is_of_what_was_named(root: Path) -> None:
    """A drill, a topic or a folder; anything else is refused with what looks like it."""
    library = load_library(root)

    assert [drill.path for drill in select(library, [DOUBLE]).drills] == [DOUBLE]
    assert len(select(library, ["basics"]).drills) == 3
    assert len(select(library, [str(root / "advanced" / "growth")]).drills) == 1
    assert len(select(library, []).drills) == 6
    with pytest.raises(UnknownDrill, match="Did you mean basics/double"):
        select(library, ["basics/duoble"])


def test_the_same_seed_proves_the_same(root: Path) -> None:
    """A failed proof can be repeated."""
    assert proof_of(root) == proof_of(root)


def test_coverage_counts_skills_by_topic(root: Path) -> None:
    """A skill is covered by drills of whatever topic; the rest is what to write next."""
    break_file(root, "advanced/halves/drill.toml", "halving", "doubling")

    coverage = measure_coverage(load_library(root))

    basics = coverage.topics[0]
    assert (coverage.skills, coverage.covered, coverage.drills) == (2, 1, 6)
    assert (basics.id, basics.drills, basics.covered) == ("basics", 3, 1)
    assert "advanced/halves" in basics.skills[0].drills
    assert [skill.id for skill in basics.uncovered] == ["halving"]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_drill_is_no_drill_until_it_is_filled_in(root: Path, kind: Kind) -> None:
    """The scaffold leaves every decision as a fault, makes none by itself, and breaks nothing else."""
    made = new_drill(load_library(root), kind, "basics/new-one")

    library = load_library(root)

    assert "basics/new-one" not in library.drills
    assert len(library.drills) == 6
    whats = {fault.what for fault in library.faults}
    assert any('"title"' in what for what in whats)
    assert any('"covers"' in what for what in whats)
    assert not any("stray" in what or "is not TOML" in what or "is not Python" in what for what in whats)
    assert all(fault.path.is_relative_to(made.folder) for fault in library.faults)


@pytest.mark.parametrize(
    ("kind", "path", "says"),
    [
        ("implment", "basics/new", 'did you mean "implement"?'),
        ("implement", "basic/new", 'did you mean "basics"?'),
        ("implement", "basics/New One", "small letters"),
        ("implement", "basics", "small letters"),
        ("implement", DOUBLE, "is there already and was left as it is"),
    ],
)
def test_a_scaffold_refuses_with_advice(root: Path, kind: str, path: str, says: str) -> None:
    """Nothing is written, and nothing that is there is touched."""
    before = sorted(root.rglob("*"))

    with pytest.raises(UsageError, match=says.replace("?", r"\?")):
        new_drill(load_library(root), kind, path)

    assert sorted(root.rglob("*")) == before


@pytest.mark.slow
def test_the_real_judge_proves_the_tiny_library(root: Path, run_cli: Callable[..., tuple[int, str]]) -> None:
    """Proof holds against real processes, and fails where a mistake is none."""
    assert run_cli("proof", "--content", str(root))[0] == 0

    break_file(root, "basics/double/mistakes/squares.py", "x * x", "x + x")

    code, out = run_cli("proof", "--content", str(root))
    assert code == 1
    assert "passes every check" in out
