"""The judge for real: one drill made for the test, submissions of every unhappy kind, the verdicts they must get."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deepdrill.content import Claim, Drill, Implement, Kind, Level, Limits, Mistake
from deepdrill.judge import CheckDone, Event, Judge, Outcome, Submission, Verdict, VerdictReady, from_json, to_json

pytestmark = pytest.mark.slow

CHECKS = '''
import torch
from deepdrill.judge.checks import Trial, check


@check
def doubles(trial: Trial) -> None:
    """Every entry is doubled."""
    x = trial.normal(2, 3)
    trial.same(trial.call("double", x), x * 2)


@check
def gradient_is_two(trial: Trial) -> None:
    """The gradient of each entry is two."""
    x, up = trial.normal(4), trial.normal(4)
    found = trial.gradients("double", x, cotangent=up)
    trial.same(found.inputs[0], up * 2)


@check
def calls_what_it_is_lent(trial: Trial) -> None:
    """apply(f, x) gives f(x)."""
    x = trial.normal(2)
    trial.same(trial.call("apply", trial.lend(lambda y: y + 1), x), x + 1)


@check
def counts(trial: Trial) -> None:
    """Counter keeps its total between calls."""
    counter = trial.make("Counter", 2)
    trial.same(counter.method("add", 3), 5)
    trial.same(counter.read("total"), 5)
    first, second = trial.call("pair")  # falls over where pair() gives no pair: the solution settles whose fault
    trial.same([first, second], [1, 2])
'''

SOLUTION = """
class Counter:
    def __init__(self, start):
        self.total = start
    def add(self, n):
        self.total += n
        return self.total

def double(x):
    return 2 * x

def apply(f, x):
    return f(x)

def pair():
    return 1, 2
"""

WRITE_TO_ALL = """import os
    for d in range(3, 64):
        try: os.write(d, b"junk" * 99)
        except OSError: pass"""

TRIPLE = SOLUTION.replace("2 * x", "3 * x")
OFF_BY_ONE = SOLUTION.replace("self.total += n", "self.total += n + 1")


def make_drill(folder: Path, checks: str = CHECKS, wall_s: float = 3.0) -> Drill:
    """Make a drill of four checks and two known mistakes."""
    folder.mkdir()
    (folder / "checks.py").write_text(checks)
    mistakes = tuple(
        Mistake(name=name, path=folder, code=code, fails=fails, says=f"It is {name}.")
        for name, code, fails in (("triple", TRIPLE, "doubles"), ("off_by_one", OFF_BY_ONE, "counts"))
    )
    body = Implement(
        defines=("double",),
        forbids=("torch.mul",),
        packages=(),
        limits=Limits(wall_s=wall_s, memory_mb=256),
        starter="",
        solution=SOLUTION,
        claims=(Claim(name="doubles", says="", line=1),),
        mistakes=mistakes,
    )
    return Drill(
        path=f"t/{folder.name}", folder=folder, kind=Kind.IMPLEMENT, title="Double", level=Level.FRESHER, minutes=1,
        frequency=0, covers=(), needs=(), sources=(), revision=1, prompt="", hints=(), followups=(), body=body,
    )  # fmt: skip


class Bench:
    """A judge with its test drills."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def __call__(self, code: str, drill: str = "t/double", seed: int = 1) -> Verdict:
        """Judge code."""
        return self.judge.judge(Submission(drill=drill, code=code, seed=seed))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Start one judge for all tests of this file."""
    root = tmp_path_factory.mktemp("library")
    faulty = CHECKS.replace("x * 2)", "x * 2 + nonsense)", 1)
    drills = {
        drill.path: drill
        for drill in (
            make_drill(root / "double"),
            make_drill(root / "faulty", checks=faulty),
            make_drill(root / "unimportable", checks="import nothing_of_that_name\n"),
        )
    }
    with Judge(drills.__getitem__, hidden=(root,), workers=1) as judge:
        yield Bench(judge)


@pytest.fixture(autouse=True)
def still_well(bench: Bench) -> Iterator[None]:
    """After whatever a test did, the next right submission passes."""
    yield
    assert bench(SOLUTION).outcome is Outcome.PASSED


def test_a_right_submission_passes_every_check(bench: Bench) -> None:
    """All checks pass, in the order of the file, and the verdict survives its own JSON."""
    verdict = bench(SOLUTION)

    assert verdict.outcome is Outcome.PASSED
    assert [report.name for report in verdict.checks] == [
        "doubles",
        "gradient_is_two",
        "calls_what_it_is_lent",
        "counts",
    ]
    assert from_json(to_json(verdict)) == verdict


def test_a_known_mistake_is_named(bench: Bench) -> None:
    """The diagnosis is the author's sentence, whatever else is written differently."""
    verdict = bench(SOLUTION.replace("2 * x", "x + x + x"))

    assert verdict.outcome is Outcome.FAILED
    assert [named.mistake for named in verdict.diagnosis] == ["triple"]
    assert verdict.diagnosis[0].checks == ("doubles", "gradient_is_two")
    assert verdict.message == "It is triple."


def test_two_mistakes_at_once_are_both_named(bench: Bench) -> None:
    """Where no single mistake explains all failed checks, each is named with the checks it explains."""
    verdict = bench(OFF_BY_ONE.replace("2 * x", "3 * x"))

    assert {named.mistake for named in verdict.diagnosis} == {"triple", "off_by_one"}


def test_an_unknown_mistake_is_not_given_a_name(bench: Bench) -> None:
    """A wrong factor that no author foresaw is described, not guessed at."""
    verdict = bench(SOLUTION.replace("2 * x", "7 * x"))

    assert verdict.diagnosis == ()
    assert "3.5 times what is expected" in verdict.message


def test_the_failing_input_is_shown(bench: Bench) -> None:
    """The report holds the call with the parameter's name, its value, what was expected and what was seen."""
    failure = bench(TRIPLE).checks[0].failure

    assert failure is not None
    assert failure.call == "double(x)"
    assert failure.inputs[0].kind == "float32 (2, 3)"
    assert failure.expected is not None
    assert failure.seen is not None
    assert failure.largest_difference is not None
    assert failure.largest_difference > (failure.tolerance or 0)


def test_the_same_seed_draws_the_same_inputs(bench: Bench) -> None:
    """A verdict can be replayed by its seed; another seed draws other inputs."""
    shown = [bench(TRIPLE, seed=seed).checks[0].failure for seed in (5, 5, 6)]

    assert shown[0] == shown[1]
    assert shown[0] != shown[2]


def test_events_come_in_order_and_end_with_the_verdict(bench: Bench) -> None:
    """Each check is told as it starts and as it ends; the verdict comes last and is the one returned."""
    events: list[Event] = []
    verdict = bench.judge.judge(Submission(drill="t/double", code=SOLUTION, seed=1), events.append)

    ended = [event.report for event in events if isinstance(event, CheckDone)]

    assert tuple(ended) == verdict.checks
    assert events[-1] == VerdictReady(verdict=verdict)


def test_a_syntax_error_is_shown_at_its_line(bench: Bench) -> None:
    """Nothing runs; the verdict says where Python stopped reading."""
    verdict = bench("x = 1\ndef double(x:\n    return x")

    assert verdict.outcome is Outcome.CRASHED
    assert verdict.crash is not None
    assert (verdict.crash.error, verdict.crash.line) == ("SyntaxError", 2)


def test_a_missing_name_is_named(bench: Bench) -> None:
    """The verdict says which name the prompt asks for."""
    verdict = bench("def twice(x): return 2 * x")

    assert verdict.outcome is Outcome.FAILED
    assert "does not define double" in verdict.message


def test_a_forbidden_name_is_refused(bench: Bench) -> None:
    """A submission that mentions what it should write itself is not run."""
    verdict = bench("import torch\ndef double(x): return torch.mul(x, 2)")

    assert verdict.outcome is Outcome.REFUSED
    assert "without mul (line 2)" in verdict.message


def test_a_wrong_signature_is_the_learners_own_type_error(bench: Bench) -> None:
    """Calling with the prompt's arguments fails with Python's words for it."""
    verdict = bench(SOLUTION.replace("def double(x):", "def double(x, y):"))

    assert verdict.outcome is Outcome.CRASHED
    assert "missing 1 required positional argument: 'y'" in verdict.message


def test_an_exception_is_shown_at_the_learners_line(bench: Bench) -> None:
    """The crash has type, message, line, the line's text, and only the learner's frames."""
    code = SOLUTION.replace("return 2 * x", "return helper(x)") + "\ndef helper(x):\n    return x @ x\n"

    crash = bench(code).checks[0].crash

    assert crash is not None
    assert crash.error == "RuntimeError"
    assert crash.source.strip() == "return x @ x"
    assert crash.traceback.count("submission.py") == 2
    assert "workspace.py" not in crash.traceback


def test_an_exception_at_import_ends_it_before_any_check(bench: Bench) -> None:
    """A module that does not load has no checks to show, only its crash."""
    verdict = bench("double = 1 / 0")

    assert verdict.outcome is Outcome.CRASHED
    assert verdict.checks == ()
    assert verdict.message == "ZeroDivisionError at line 1: division by zero"


def test_an_infinite_loop_times_out_and_the_rest_is_skipped(bench: Bench) -> None:
    """The limit is the drill's; later checks are marked as not reached."""
    verdict = bench(SOLUTION.replace("return 2 * x", "while True: pass"))

    assert verdict.outcome is Outcome.TIMED_OUT
    assert "did not finish within 3 s" in verdict.message
    assert [report.outcome for report in verdict.checks[1:]] == [Outcome.SKIPPED] * 3


def test_an_infinite_loop_at_import_times_out(bench: Bench) -> None:
    """The clock runs from the first line of the module."""
    assert bench("while True: pass\ndef double(x): pass").outcome is Outcome.TIMED_OUT


def test_a_ten_megabyte_paste_is_refused_in_words(bench: Bench) -> None:
    """Size is refused before anything parses it."""
    verdict = bench("# " + "x" * 10_000_000)

    assert verdict.outcome is Outcome.REFUSED
    assert "Paste only the code" in verdict.message


def test_half_a_surrogate_pair_is_no_crash_of_ours(bench: Bench) -> None:
    """Text that cannot be UTF-8 is judged as far as it goes."""
    assert bench(SOLUTION + "\nname = '\ud800'\n").outcome is Outcome.PASSED


def test_nan_everywhere_is_said(bench: Bench) -> None:
    """NaN where numbers are expected is named as such."""
    verdict = bench(SOLUTION.replace("2 * x", "x * float('nan')"))

    assert verdict.outcome is Outcome.FAILED
    assert "holds NaN in 6 of 6 entries" in verdict.message


def test_printing_a_gigabyte_neither_blocks_nor_fills(bench: Bench) -> None:
    """What is printed beyond the limit is dropped, and the verdict says so."""
    verdict = bench(SOLUTION + "\nfor _ in range(1000):\n    print('x' * 1_000_000)\n")

    assert verdict.outcome is Outcome.PASSED
    assert len(verdict.output) <= 64 * 1024
    assert verdict.output.startswith("xxx")


def test_what_is_printed_is_shown(bench: Bench) -> None:
    """Prints help to debug: they come with the verdict, from checks that time out as well."""
    code = SOLUTION.replace("return 2 * x", "print('shape', tuple(x.shape))\n    while True: pass")

    assert bench(code).output == "shape (2, 3)\n"


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("import os; os._exit(0)", Outcome.CRASHED),
        ("import sys; sys.exit()", Outcome.CRASHED),
        ("raise KeyboardInterrupt", Outcome.CRASHED),
        ("import ctypes; ctypes.string_at(0)", Outcome.CRASHED),
        ("import os; os.abort()", Outcome.CRASHED),
        ("return double(x)", Outcome.CRASHED),
        ("x = bytearray(1 << 40)", Outcome.OUT_OF_MEMORY),
        ("import torch; y = [torch.ones(1 << 24) for _ in range(64)]", Outcome.OUT_OF_MEMORY),
        ("import os; os.closerange(0, 64)", Outcome.CRASHED),
        (WRITE_TO_ALL, Outcome.CRASHED),
        ("return object()", Outcome.FAILED),
        ("return x.to_sparse()", Outcome.FAILED),
        ("return None", Outcome.FAILED),
        ("return 2 ** 70", Outcome.FAILED),
        ("a = []; a.append(a); return a", Outcome.CRASHED),
    ],
)  # fmt: skip
def test_every_unhappy_end_has_its_verdict(bench: Bench, line: str, outcome: Outcome) -> None:
    """Exits, crashes of native code, memory, closed descriptors and odd results: a verdict each, never our crash."""
    verdict = bench(SOLUTION.replace("return 2 * x", line))

    assert verdict.outcome is outcome
    assert verdict.message


@pytest.mark.parametrize(
    "act",
    [
        "open('/scratch/../etc/passwd').read()",
        "open('/root/x', 'w')",
        "open('/usr/x', 'w')",
        "__import__('socket').socket()",
        "__import__('os').fork()",
        "__import__('subprocess').run(['true'])",
        "__import__('os').kill(-1, 9)",
        "open('/proc/self/mem')",
        "__import__('os').listdir({hidden!r})",
        "__import__('os').setuid(0)",
        "__import__('os').mkdir('/new')",
        "__import__('ctypes').CDLL(None, use_errno=True).unshare(0x10000000) == 0 or 1 / 0",
        "__import__('ctypes').CDLL(None, use_errno=True).ptrace(0, 1, 0, 0) == 0 or 1 / 0",
    ],
)
def test_harm_is_refused_by_the_system(bench: Bench, act: str) -> None:
    """No file outside the scratch, no network, no process, no privilege: each attempt raises in the learner's code."""
    if "system-call filter" not in bench.judge.isolation or "namespaces" not in bench.judge.isolation:
        pytest.skip(f"this machine holds only: {bench.judge.isolation}")
    hidden = str(bench.judge.hidden[0])
    verdict = bench(SOLUTION + "\n" + act.format(hidden=hidden) + "\n")

    assert verdict.outcome is Outcome.CRASHED
    assert verdict.crash is not None
    assert verdict.crash.error in {
        "PermissionError", "FileNotFoundError", "OSError", "ZeroDivisionError", "ProcessLookupError", "BlockingIOError",
        "ProcessEnded",
    }  # fmt: skip


def test_the_scratch_is_writable_small_and_fresh(bench: Bench) -> None:
    """A submission may use its own scratch up to a limit, and nothing of the last submission is in it."""
    if "scratch" not in bench.judge.isolation:
        pytest.skip(f"this machine holds only: {bench.judge.isolation}")
    fresh = SOLUTION + "\nimport os\nassert os.listdir('.') == []\nopen('note', 'w').write('x')\n"
    full = SOLUTION + "\nopen('big', 'wb').write(bytes(200 << 20))\n"

    assert [bench(code).outcome for code in (fresh, fresh)] == [Outcome.PASSED, Outcome.PASSED]
    assert bench(full).outcome is Outcome.CRASHED


def test_a_thread_bomb_ends_with_its_submission(bench: Bench) -> None:
    """Threads stop at a limit, and none outlives its process."""
    code = (
        SOLUTION
        + "\nimport threading, time\n"
        + "for _ in range(5000): threading.Thread(target=time.sleep, args=(99,)).start()\n"
    )

    assert bench(code).outcome is Outcome.CRASHED


def test_a_wrong_form_is_the_learners_fault_where_the_solution_passes(bench: Bench) -> None:
    """A check that falls over what came back is settled by the solution: it passes, so the submission failed."""
    verdict = bench(SOLUTION.replace("return 1, 2", "return 5"))

    assert verdict.outcome is Outcome.FAILED
    assert "not of the form that the prompt asks for" in verdict.message


@pytest.mark.parametrize("drill", ["t/faulty", "t/unimportable"])
def test_our_own_fault_is_a_broken_verdict(bench: Bench, drill: str) -> None:
    """Checks that fall over the drill's own solution, or cannot be imported, are never held against the learner."""
    verdict = bench(SOLUTION, drill=drill)

    assert verdict.outcome is Outcome.BROKEN
    assert "not held against you" in verdict.message


def test_submissions_from_many_threads_are_all_judged(bench: Bench) -> None:
    """The judge is shared by threads; each gets the verdict on its own code."""
    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(bench, [SOLUTION, TRIPLE] * 6))

    assert [verdict.outcome for verdict in verdicts] == [Outcome.PASSED, Outcome.FAILED] * 6


def test_a_newer_submission_ends_the_older_one_of_its_key(bench: Bench) -> None:
    """What a learner typed over is stopped at once, waiting or running, and the newest gets its verdict."""
    endless = SOLUTION.replace("return 2 * x", "while True: pass")

    def hand_in(code: str) -> Verdict:
        return bench.judge.judge(Submission(drill="t/double", code=code, seed=1), supersedes="ada")

    with ThreadPoolExecutor(3) as pool:
        running = pool.submit(hand_in, endless)
        time.sleep(0.5)
        waiting = pool.submit(hand_in, endless)
        time.sleep(0.1)
        begun = time.monotonic()
        newest = pool.submit(hand_in, SOLUTION).result()
        waited_s = time.monotonic() - begun

    assert running.result().outcome is Outcome.CANCELLED
    assert waiting.result().outcome is Outcome.CANCELLED
    assert newest.outcome is Outcome.PASSED
    assert waited_s < 2  # the endless ones would have had three seconds each


def test_a_lost_checker_is_replaced(bench: Bench) -> None:
    """When our own process dies the verdict is broken, and the next submission is judged by a new one."""
    line = bench.judge._turns.take_free()
    assert line is not None
    line._end.shutdown(2)
    bench.judge._turns.give(line)

    assert bench(SOLUTION).outcome is Outcome.BROKEN
    assert bench(SOLUTION).outcome is Outcome.PASSED


def test_hundred_submissions_leave_nothing_behind(bench: Bench) -> None:
    """No process and no descriptor is left over from submissions that are done."""

    def census() -> tuple[int, int]:
        ours = sum(1 for _ in Path("/proc/self/fd").iterdir())
        processes = [path for path in Path("/proc").iterdir() if path.name.isdigit() and _is_zygotes(path)]
        return ours, len(processes)

    bench(SOLUTION)
    before = census()
    for _ in range(100):
        bench(SOLUTION)

    after = census()
    assert after[0] <= before[0]
    assert after[1] <= before[1] + 2  # learners kept ready come and go


def _is_zygotes(path: Path) -> bool:
    try:
        return b"deepdrill.judge.zygote" in (path / "cmdline").read_bytes()
    except OSError:
        return False
