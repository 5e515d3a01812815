"""What authors lean on: the scaffold, the coverage, and the proof over a judge that does as it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from command_line import run_cli
from deepdrill.authoring import ProofReport, Provers, measure_coverage, new_drill, prove, select
from deepdrill.authoring.proof_of_words import Grading, Settling
from deepdrill.content import Case, Debug, Drill, Form, Implement, Kind, Library, load_library
from deepdrill.errors import EvidenceUnavailable, UnknownDrill, UsageError
from deepdrill.grading.words import WordsGrade, words_grade
from deepdrill.judge.verdict import CheckReport, Diagnosis, Outcome, Submission, Verdict
from deepdrill.lab import ClaimSettled, QuestionSettled, Tried
from repair_samples import ObedientPrograms, ObedientRepairs
from tiny_library import DOUBLE, EXPLAIN, SIZE, break_file, write_library
from word_samples import DeclaredGrader, graded_points

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
        if isinstance(body, Case):
            return self._of_stage(body, submission)
        if isinstance(body, Debug):
            return ObedientRepairs(self.library).judge(submission)
        assert isinstance(body, Implement)
        match submission.code:
            case body.starter:
                return _verdict(submission, self.starter, self.failed)
            case body.solution:
                return _verdict(submission, self.solution, self.failed)
            case _:
                return _verdict(submission, self.mistake, self.failed, self.named)

    def _of_stage(self, case: Case, submission: Submission) -> Verdict:
        """Say of a stage what should be said, with the other stage's solution beside it."""
        stage, other = case.stage(submission.stage), next(one for one in case.stages if one.id != submission.stage)
        assert stage is not None
        assert submission.modules == {other.id: other.code.solution}
        (mistake,) = stage.code.mistakes
        match submission.code:
            case stage.code.solution:
                return _verdict(submission, Outcome.PASSED, mistake.fails)
            case _:
                return _verdict(submission, Outcome.FAILED, mistake.fails, (mistake.name,))


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


@dataclass(frozen=True)
class ObedientSettler:
    """Says of each drill's evidence what it is told."""

    claims: tuple[ClaimSettled, ...] = (ClaimSettled(name="doubling_adds", says="Doubling adds.", holds=True),)

    def settle(self, folders: Sequence[Path], seed: int) -> dict[Path, tuple[ClaimSettled, ...]]:
        """Give the claims for every folder."""
        del seed
        return dict.fromkeys(folders, self.claims)


GROWS = QuestionSettled(question="at-one", seed=0, right=1, notes=("It stays.",))
DOUBLES = QuestionSettled(question="at-two", seed=1, right=0, notes=("It doubles.",))
RAN = Tried(knobs={}, cpu_s=0.1, empty_charts=(), shows=5)


@dataclass(frozen=True)
class ObedientExperimenter:
    """Says of each lab what it is told."""

    tried: tuple[Tried, ...] = (RAN, RAN, RAN)
    settled: tuple[QuestionSettled, ...] = (GROWS, DOUBLES)
    alone: Tried = RAN

    def settle(
        self, drill: object, body: object, seeds: Sequence[int], **_: object
    ) -> tuple[tuple[Tried, ...], tuple[QuestionSettled, ...]]:
        """Give both; without seeds, the run with nothing beside it."""
        del drill, body
        return (self.tried, self.settled) if seeds else ((self.alone,), ())


def proof_of(
    root: Path,
    *names: str,
    grader: Grading = DeclaredGrader(),  # noqa: B008  frozen
    settler: Settling = ObedientSettler(),
    experimenter: ObedientExperimenter = ObedientExperimenter(),
    **told: object,
) -> ProofReport:
    """Prove with a judge that says what it is told, and a grader that says what answers declare."""
    library = load_library(root)
    judge = ObedientJudge(library, **told)  # type: ignore[arg-type]
    provers = Provers(
        judge=judge,
        trusted=judge,
        programs=ObedientPrograms(),
        grader=grader,
        settler=settler,
        experimenter=experimenter,
    )
    return prove(library, select(library, names), provers, workers=2, seed=1)


def bad(report: ProofReport) -> dict[str, str]:
    """List what does not hold."""
    return {line.what: line.detail for line in report.lines if not line.ok}


def test_a_whole_library_is_proved(tiny_root: Path) -> None:
    """Files, starter, two seeds of the solution, each mistake, and every claim of the numbers are a line each."""
    report = proof_of(tiny_root)

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
    assert [line.what for line in report.lines if line.drill == EXPLAIN] == [
        "files",
        "rubric",
        "reference",
        "answer empty",
        "answer excellent",
        "answer good",
        "answer weak",
        "order of the answers",
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
def test_each_way_to_be_wrong_is_told(tiny_root: Path, told: dict[str, object], what: str, detail: str) -> None:
    """A proof says what was seen instead, and a broken verdict is never taken for a caught mistake."""
    report = proof_of(tiny_root, DOUBLE, **told)  # type: ignore[arg-type]

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


@pytest.mark.parametrize(
    ("file", "old", "new", "what", "detail"),
    [
        (
            "rubric.toml",
            'two times"]]',
            'double"]]',
            "rubric",
            "the question's own words (double) meet every must group",
        ),
        ("rubric.toml", 'must = [["twice", "two times"]]\n', "", "rubric", "point twice has no must group"),
        ("rubric.toml", ', "two times"]\nmust', "]\nmust", "rubric", "point twice has one phrasing"),
        ("rubric.toml", 'anchor = ["doubl"]', "anchor = []", "rubric", "misconception square has no anchor"),
        ("rubric.toml", 'wrong_cue = ["squar"]', "wrong_cue = []", "rubric", "has no wrong_cue, so it is never found"),
        (
            "rubric.toml",
            'wrong_cue = ["squar"]',
            'wrong_cue = ["cube"]',
            "rubric",
            "none of its own wrong statements has",
        ),
        ("rubric.toml", 'right_cue = ["add"]', 'right_cue = ["doubl"]', "rubric", 'has the right_cue "doubl"'),
        ("answers/excellent.md", '["twice"]', "[]", "order of the answers", "better answers must come out better"),
        ("answers/empty.md", "covers = []", 'covers = ["twice"]', "answer empty", "empty talk gets 100% of the marks"),
    ],
)
def test_a_rubric_that_cannot_be_graded_by_is_told(
    root: Path, file: str, old: str, new: str, what: str, detail: str
) -> None:
    """The author is told which point or answer, and what to do about it."""
    break_file(root, f"{EXPLAIN}/{file}", old, new)

    found = bad(proof_of(root, EXPLAIN))

    assert detail in found[what], found


def test_sample_answers_from_worst_to_best_are_needed(root: Path) -> None:
    """Without them nobody knows whether the grader can tell empty talk from an answer."""
    (root / EXPLAIN / "answers" / "empty.md").rename(root / EXPLAIN / "answers" / "blank.md")

    assert "there is no answers/empty.md" in bad(proof_of(root, EXPLAIN))["order of the answers"]


def test_where_the_grader_differs_is_listed_and_does_not_fail(root: Path) -> None:
    """It is statistical: an answer that it gets wrong is worth more than one that it gets right."""
    break_file(root, f"{EXPLAIN}/answers/weak.md", "voices = []", 'voices = ["square"]')
    break_file(root, f"{EXPLAIN}/answers/good.md", 'covers = ["twice"]', "covers = []")
    break_file(root, f"{EXPLAIN}/answers/good.md", "It is", "They say it is")

    report = proof_of(root, EXPLAIN, grader=GenerousGrader())

    assert bad(report) == {}
    assert {line.what: line.soft for line in report.lines if line.soft} == {
        "answer good": ("point twice is declared missing and graded covered (0.90)",),
        "answer weak": ("misconception square is declared and not found",),
    }
    assert report.soft == 2


@dataclass(frozen=True)
class GenerousGrader:
    """Finds the point wherever the word stands, and no misconception."""

    def grade(self, drill: Drill, text: str) -> WordsGrade:
        """Grade one answer."""
        p = 0.9 if "twice" in text else 0.1
        return words_grade(
            drill=drill.path,
            revision=1,
            form=Form.EXPLAIN,
            grader="generous",
            grader_version="1",
            points=graded_points({"twice": p}),
            misconceptions=(),
            full_at=0.75,
        )


def test_a_reference_that_the_grader_cannot_follow_is_told(root: Path) -> None:
    """It has to make every point so that a grader can see it."""
    break_file(root, f"{EXPLAIN}/reference.md", "twice as much", "so much")

    found = bad(proof_of(root, EXPLAIN, grader=GenerousGrader()))

    assert "the reference covers 0% of the points, not 85%; not seen: twice (0.10)" in found["reference"]


EVIDENCE = '"""Evidence."""\n'


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ((), {"evidence": "evidence.py settles nothing; mark a function with @claim"}),
        ((ClaimSettled(name="adds", says="", holds=False, why="It gave 3."),), {"evidence adds": "It gave 3."}),
        ((ClaimSettled(name="adds", says="", holds=True),), {}),
    ],
)
def test_evidence_has_to_hold(root: Path, claims: tuple[ClaimSettled, ...], told: dict[str, str]) -> None:
    """Each claim is a line; evidence that claims nothing is a fault."""
    (root / EXPLAIN / "evidence.py").write_text(EVIDENCE)

    assert bad(proof_of(root, EXPLAIN, settler=ObedientSettler(claims))) == told


def test_evidence_that_cannot_run_is_told(root: Path) -> None:
    """As a claim that does not hold, with the reason."""
    (root / EXPLAIN / "evidence.py").write_text(EVIDENCE)

    class Broken:
        def settle(self, folders: Sequence[Path], seed: int) -> dict[Path, tuple[ClaimSettled, ...]]:
            raise EvidenceUnavailable("The evidence could not be run (no torch).")

    assert "no torch" in bad(proof_of(root, EXPLAIN, settler=Broken()))["evidence"]


@pytest.mark.parametrize(
    ("said", "what", "detail"),
    [
        (
            {"tried": (replace(RAN, cpu_s=12), RAN, RAN), "alone": replace(RAN, cpu_s=11)},
            "budget",
            "takes 11.0 s of one core",
        ),
        ({"tried": (replace(RAN, cpu_s=12), RAN, RAN), "alone": replace(RAN, why="KeyError")}, "budget", "KeyError"),
        (
            {"tried": (replace(RAN, empty_charts=("size",)), RAN, RAN)},
            "default run",
            "nothing is drawn on the chart size",
        ),
        ({"tried": (replace(RAN, shows=0), RAN, RAN)}, "default run", "it shows nothing"),
        ({"tried": (RAN, RAN, replace(RAN, why="ValueError"))}, "run with the last settings", "ValueError"),
        (
            {"settled": (replace(GROWS, right=0), DOUBLES)},
            "question at-one, seed 0",
            'the runs say "it grows". It stays.',
        ),
        ({"settled": (GROWS, replace(DOUBLES, notes=()))}, "question at-two, seed 1", "it says no numbers"),
        ({"settled": (replace(GROWS, right=None, why="KeyError"), DOUBLES)}, "question at-one, seed 0", "KeyError"),
        ({"settled": (DOUBLES,)}, "question at-one", "was not settled"),
    ],
)
def test_each_way_for_a_lab_to_be_wrong_is_told(tiny_root: Path, said: dict[str, Any], what: str, detail: str) -> None:
    """A budget, an empty chart, a knob that fails, an answer that the runs do not give: each is a line that fails."""
    assert detail in bad(proof_of(tiny_root, "advanced/growth", experimenter=ObedientExperimenter(**said)))[what]


def test_a_budget_counts_with_nothing_beside_the_run(tiny_root: Path) -> None:
    """Neighbours on the machine cost processor time: what was over the budget beside them is run once more."""
    crowded = ObedientExperimenter(tried=(replace(RAN, cpu_s=12), RAN, RAN))

    report = proof_of(tiny_root, "advanced/growth", experimenter=crowded)

    assert report.ok
    assert report.lines[-1].what == "budget"


def test_faults_of_files_are_part_of_the_proof(root: Path) -> None:
    """A drill that cannot be read is a line that does not hold."""
    break_file(root, "basics/double/drill.toml", "minutes = 5", "minutes = 0")

    report = proof_of(root)

    assert [(line.drill, line.what) for line in report.lines if not line.ok] == [(DOUBLE, "files")]


def test_a_proof_is_of_what_was_named(tiny_root: Path) -> None:
    """A drill, a topic or a folder; anything else is refused with what looks like it."""
    library = load_library(tiny_root)

    assert [drill.path for drill in select(library, [DOUBLE]).drills] == [DOUBLE]
    assert len(select(library, ["basics"]).drills) == 3
    assert len(select(library, [str(tiny_root / "advanced" / "growth")]).drills) == 1
    assert len(select(library, []).drills) == 6
    with pytest.raises(UnknownDrill, match="Did you mean basics/double"):
        select(library, ["basics/duoble"])


def test_the_same_seed_proves_the_same(tiny_root: Path) -> None:
    """A failed proof can be repeated."""
    assert proof_of(tiny_root) == proof_of(tiny_root)


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
def test_a_scaffold_refuses_with_advice(tiny_root: Path, kind: str, path: str, says: str) -> None:
    """Nothing is written, and nothing that is there is touched."""
    before = sorted(tiny_root.rglob("*"))

    with pytest.raises(UsageError, match=says.replace("?", r"\?")):
        new_drill(load_library(tiny_root), kind, path)

    assert sorted(tiny_root.rglob("*")) == before


@pytest.mark.slow
def test_the_real_judge_proves_the_tiny_library(root: Path, run_cli: Callable[..., tuple[int, str]]) -> None:
    """Proof holds against real processes, and fails where a mistake is none."""
    assert run_cli("proof", "--content", str(root))[0] == 0

    break_file(root, "basics/double/mistakes/squares.py", "x * x", "x + x")

    code, out = run_cli("proof", "--content", str(root))
    assert code == 1
    assert "passes every check" in out


def test_coverage_shows_what_is_asked_and_not_practised(root: Path) -> None:
    """What coding rounds ask for is listed with its drills; a drill that is not there is a fault of the file."""
    asked = '[[asked]]\nid = "{id}"\ntitle = "{id}"\nmark = "high"\ndrills = [{drills}]\n'
    file = root / "asked.toml"
    file.write_text(asked.format(id="twice", drills=f'"{DOUBLE}"') + asked.format(id="thrice", drills=""))

    coverage = measure_coverage(load_library(root))
    file.write_text(asked.format(id="twice", drills='"basics/dubble"'))
    faults = load_library(root).faults

    assert [one.drills for one in coverage.asked] == [(DOUBLE,), ()]
    assert [one.id for one in coverage.unpractised] == ["thrice"]
    assert ["dubble" in fault.what and DOUBLE in fault.remedy for fault in faults] == [True]
