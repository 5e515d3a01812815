"""The strength of checks: the slips that are tried, what becomes of them, and how a true equivalent is declared."""

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from command_line import Written, run_cli
from deepdrill.authoring import ENOUGH, StrengthReport, measure_strength, select
from deepdrill.authoring.mutations import Mutation, mutate
from deepdrill.content import Library, load_library
from deepdrill.judge import Judge
from deepdrill.judge.trusted import TrustedJudge
from deepdrill.judge.verdict import Outcome, Submission, Verdict
from tiny_library import DOUBLE, SIZE, WRONG, write_library

__all__ = ["run_cli"]

EQUIVALENT = '[[equivalents]]\nbefore = "return x + x"\nafter = "return {after}"\nreason = "It is the same number."\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the folder of a whole tiny library."""
    return write_library(tmp_path / "content")


@dataclass(frozen=True)
class JudgeOfDoubles:
    """Runs `double` on the numbers that it was given, as checks would."""

    numbers: tuple[int, ...]
    broken: bool = False
    hurried: list[str] = field(default_factory=list)
    """Submissions that run out of time once more each time they stand here."""

    def judge(self, submission: Submission) -> Verdict:
        """Give the verdict without processes."""
        assert submission.brief
        outcome = Outcome.BROKEN if self.broken else self._outcome(submission.code)
        if submission.code in self.hurried:
            self.hurried.remove(submission.code)
            outcome = Outcome.TIMED_OUT
        return Verdict(drill=submission.drill, revision=1, outcome=outcome, message="", seed=submission.seed)

    def _outcome(self, code: str) -> Outcome:
        names: dict[str, Callable[[int], object]] = {}
        try:
            exec(code, names)
            right = all(names["double"](number) == 2 * number for number in self.numbers)
        except Exception:  # noqa: BLE001  a mutation may raise anything
            return Outcome.CRASHED
        return Outcome.PASSED if right else Outcome.FAILED


def strength_of(root: Path, *numbers: int, broken: bool = False) -> StrengthReport:
    """Measure the tiny library with checks that try these numbers."""
    return strength_by(root, JudgeOfDoubles(numbers, broken))


def strength_by(root: Path, judge: JudgeOfDoubles) -> StrengthReport:
    """Measure the tiny library by this judge."""
    library = load_library(root)
    assert library.faults == ()
    return measure_strength(select(library, ()), judge, workers=2, seed=1)


def declare(root: Path, text: str) -> None:
    """Write equivalents.toml."""
    (root / DOUBLE / "equivalents.toml").write_text(text, encoding="utf-8")


def afters(code: str, kind: str | None = None) -> set[str]:
    """List what the statements of a text become."""
    return {mutation.after for mutation in mutate(code) if kind in (None, mutation.kind)}


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        ("y = a + b", "other arithmetic", "y = a - b"),
        ("y = a / b", "operand dropped", "y = a"),
        ("y = a - b", "operands swapped", "y = b - a"),
        ("y = f(~mask)", "sign dropped", "y = f(mask)"),
        ("y = a < b", "other comparison", "y = a <= b"),
        ("y = a and b", "other logic", "y = a or b"),
        ("y = x.shape[1]", "off by one", "y = x.shape[2]"),
        ("y = x[:n]", "slice moved", "y = x[:n - 1]"),
        ("eps = 1e-5", "other constant", "eps = 0.0"),
        ("y = s.masked_fill(m, float('-inf'))", "other constant", "y = s.masked_fill(m, -10000.0)"),
        ("y = x.sum(keepdim=True)", "other constant", "y = x.sum(keepdim=False)"),
        ("y = x.sum(dim=-1)", "other axis", "y = x.sum(dim=-2)"),
        ("y = x.sum(dim=(0, 2))", "other axis", "y = x.sum(dim=(0,))"),
        ("y = x.sum(dim=1)", "other function", "y = x.mean(dim=1)"),
        ("y = m.tril()", "other function", "y = m.triu()"),
        ("y = x.var(dim=1)", "other correction", "y = x.var(dim=1, correction=0)"),
        ("y = x.detach()", "call dropped", "y = x"),
        ("y = q @ k.transpose(-2, -1)", "call dropped", "y = q @ k"),
        ("y = x.sum(dim=1, keepdim=True)", "keyword dropped", "y = x.sum(dim=1)"),
        ("y = f(a, b)", "arguments swapped", "y = f(b, a)"),
        ("y = v.sqrt() + eps", "addend moved", "y = (v + eps).sqrt()"),
        ("y = torch.sqrt(v + eps)", "addend moved", "y = torch.sqrt(v) + eps"),
        ("y = a * b", "detached", "y = (a * b).detach()"),
        ("y = a * b", "cast", "y = (a * b).float()"),
        ("y = a - b", "in place", "y = a.sub_(b)"),
        ("if a:\n    y = 1", "other condition", "if not a:"),
        ("with torch.no_grad():\n    y = 1", "statement dropped", "if True:"),
        ("@torch.no_grad()\ndef f(x):\n    x.add_(y)", "decorator dropped", "def f(x):"),
        ("q, k = pair\ny = q @ w", "other name", "y = k @ w"),
    ],
)
def test_each_slip_is_tried(before: str, kind: str, after: str) -> None:
    """Every kind of slip is made where the code has a place for it."""
    assert after in afters(before, kind)


def test_a_mutation_says_what_it_changed() -> None:
    """Line, statement before and after, and a whole submission that differs from the solution in that statement."""
    code = "def double(x):\n    # Adding is doubling.\n    return x + x\n"

    found = {mutation.after: mutation for mutation in mutate(code)}

    assert found["return x - x"] == Mutation(
        kind="other arithmetic",
        line=3,
        before="return x + x",
        after="return x - x",
        code="def double(x):\n    return x - x",
    )


def test_no_text_is_tried_twice_and_each_can_be_compiled() -> None:
    """Mutations differ from the solution and from each other, and every one is Python."""
    code = "def f(x, dim=-1):\n    y = x - x.amax(dim=dim, keepdim=True)\n    return y.exp() / y.exp().sum(dim)\n"

    codes = [mutation.code for mutation in mutate(code)]

    assert len(codes) == len(set(codes))
    assert ast.unparse(ast.parse(code)) not in codes
    for text in codes:
        ast.parse(text)


def test_words_are_left_alone() -> None:
    """Documentation, types, imports, messages, and keywords that no check can see are no code to slip in."""
    code = '"""Two words."""\nimport torch\n\n\ndef f(x: int = None) -> int:\n    """Say 1 + 1."""\n'

    assert afters(code) == set()
    assert afters("raise ValueError(f'{a + b}')", "other arithmetic") == set()
    assert afters("zip(a, strict=True)", "other constant") == set()
    assert "y = x.transpose(2, 1)" not in afters("y = x.transpose(1, 2)", "arguments swapped")


@pytest.mark.slow
def test_a_long_solution_gives_an_even_selection() -> None:
    """No drill takes more than its share of mutations; they come from all its lines."""
    code = "\n".join(f"a{index} = b + {index}" for index in range(100))

    found = mutate(code, most=50)

    assert len(found) == 50
    assert found[0].line == 1
    assert found[-1].line > 95


def test_strong_checks_kill_every_slip(root: Path) -> None:
    """Mistakes and mutations are judged briefly; drills without code are passed over."""
    report = strength_of(root, 1, 3, -5)

    (double,) = report.drills
    assert (double.drill, double.mistakes, double.mistakes_killed) == (DOUBLE, 1, 1)
    assert double.mutations == double.killed > 3
    assert report.share == 1.0
    assert report.ok


def test_weak_checks_are_shown_with_what_passes(root: Path) -> None:
    """A wrong submission that passes is listed with its line and change, and too many of them are not enough."""
    report = strength_of(root, 0)

    (double,) = report.drills
    survivors = {survivor.after or survivor.before: survivor for survivor in double.survivors}
    assert survivors["return x - x"].line == 2
    assert survivors["squares"].kind == "mistake"
    assert report.share < ENOUGH
    assert not report.ok


def test_a_broken_judge_kills_nothing(root: Path) -> None:
    """What our own fault ended says nothing about the checks, and is never counted as caught."""
    report = strength_of(root, 1, broken=True)

    assert report.killed == 0
    assert {survivor.why for survivor in report.drills[0].survivors} == {"the judge says broken"}


def test_an_equivalent_with_its_reason_is_left_out_of_the_share(root: Path) -> None:
    """A change that the author declares to change nothing is neither killed nor a survivor."""
    declare(root, EQUIVALENT.format(after="x - x"))

    (double,) = strength_of(root, 0).drills

    assert double.equivalents == 1
    assert "return x - x" not in {survivor.after for survivor in double.survivors}
    assert double.faults == ()


@pytest.mark.parametrize(("times", "equivalents"), [(1, 1), (2, 0)])
def test_an_equivalent_that_runs_out_of_time_is_no_fault(root: Path, times: int, equivalents: int) -> None:
    """Once, the machine was busy, and it is tried again; twice, it is slow here, and counts as caught."""
    declare(root, EQUIVALENT.format(after="x - x"))
    (slip,) = {one.code for one in mutate("def double(x):\n    return x + x\n") if one.after == "return x - x"}

    report = strength_by(root, JudgeOfDoubles((0,), hurried=[slip] * times))

    assert report.drills[0].equivalents == equivalents
    assert report.faults == ()


@pytest.mark.parametrize(
    ("after", "says"),
    [("x * 5", "no mutation of the solution is this one"), ("x - x", "a check catches it, so it is no equivalent")],
)
def test_a_false_equivalent_is_a_fault(root: Path, after: str, says: str) -> None:
    """An entry that matches no mutation, or one that a check catches, is told with its place, and is not enough."""
    declare(root, EQUIVALENT.format(after=after))

    report = strength_of(root, 1, 3, -5)

    (fault,) = report.drills[0].faults
    assert "equivalents.toml:2" in fault
    assert says in fault
    assert not report.ok


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (EQUIVALENT.format(after="x") * 2, 7, 'change "return x + x → return x" stands there twice'),
        (EQUIVALENT.format(after="x").replace("reason", "why"), 4, 'unknown key "why"'),
        (EQUIVALENT.format(after="x").replace('"It is the same number."', '""'), 4, '"reason"'),
        ("equivalents = []\n", 1, '"equivalents"'),
        ("[[equivalents]\n", 1, "is not TOML"),
    ],
)
def test_a_faulty_equivalents_file_is_told_at_its_line(root: Path, text: str, line: int, what: str) -> None:
    """equivalents.toml is read with the rest of the drill, and each fault has its line and a remedy."""
    declare(root, text)

    faults = load_library(root).faults

    assert [fault.line for fault in faults if what in fault.what] == [line], faults
    assert all(fault.remedy for fault in faults)


def test_the_command_writes_one_document(root: Path, run_cli: Callable[..., Written]) -> None:
    """`proof --strength --json` gives counts and share; where there is no code, nothing is missing."""
    code, out = run_cli("proof", "--strength", SIZE, "--json")

    assert code == 0
    assert json.loads(out) == {
        "schema": 1, "what": "strength", "ok": True, "seed": 1, "tried": 0, "killed": 0, "share": 1.0, "drills": [],
    }  # fmt: skip


@pytest.mark.slow
def test_the_command_ends_with_what_to_put_right(root: Path, run_cli: Callable[..., Written]) -> None:
    """A false equivalent is told last, with its place and what caught it, and the command fails."""
    declare(root, EQUIVALENT.format(after="x - x"))

    code, out = run_cli("proof", "--strength", DOUBLE, "--content", str(root))

    assert code == 1
    *_, heading, place, why, whole = out.strip().splitlines()
    assert heading == "✗ 1 declared equivalent to put right:"
    assert "equivalents.toml:2  return x + x → return x - x" in place
    assert "failed" in why
    assert whole.startswith("✗ 1 drill: ")


@pytest.mark.slow
def test_a_brief_verdict_stops_at_the_first_failed_check(root: Path) -> None:
    """Where only the outcome is asked for, no further check runs and no mistake is named."""
    library = load_library(root)
    wrong = Submission(drill=DOUBLE, code=WRONG, seed=1)
    with Judge(library.drills.__getitem__, hidden=(root,), workers=1) as judge:
        brief, whole = (judge.judge(one) for one in (msgspec.structs.replace(wrong, brief=True), wrong))

    assert [check.outcome for check in brief.checks] == [Outcome.FAILED, Outcome.SKIPPED]
    assert [check.outcome for check in whole.checks] == [Outcome.FAILED, Outcome.FAILED]
    assert brief.outcome is whole.outcome is Outcome.FAILED
    assert brief.diagnosis == ()


@pytest.mark.slow
def test_the_trusted_judge_settles_fates_as_the_isolated_one_does(shipped: Library) -> None:
    """For the slips of a real drill it makes no difference that they are judged without isolation."""
    selection = select(shipped, ["activation-functions/stable-softmax"])

    with TrustedJudge(shipped.drills.__getitem__, workers=2) as trusted:
        quick = measure_strength(selection, trusted, workers=2, seed=1)
    with Judge(shipped.drills.__getitem__, hidden=(shipped.root,)) as judge:
        isolated = measure_strength(selection, judge, workers=judge.workers, seed=1)

    assert quick == isolated
    assert quick.ok
    assert quick.tried > 50
