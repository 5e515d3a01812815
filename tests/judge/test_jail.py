"""Isolation: the filter's verdict on each kind of call, what the layers are worth, and the three levels for real."""

import json
import os
import platform
import struct
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from deepdrill.errors import OperationError
from deepdrill.judge.guarantees import LAYERS, IsolationLevel, assurance, full_isolation_required
from deepdrill.judge.learners import how_it_ended
from deepdrill.judge.seccomp import ALLOWED, DECIDED, KILLED, program
from deepdrill.judge.verdict import Outcome

ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES = list(ARCHITECTURES)


def ruling(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """Run the filter as the kernel would, on one call."""
    code = program(machine, own_pid=7)
    steps = [struct.unpack_from("HBBI", code, place) for place in range(0, len(code), 8)]
    given = [*arguments, *[0] * (6 - len(arguments))]
    arch = ARCHITECTURES[machine] if architecture is None else architecture
    data = struct.pack("<IIQ6Q", number, arch, 0, *(value % 2**64 for value in given))
    at = accumulator = 0
    while True:
        operation, if_true, if_false, operand = steps[at]
        at += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, operand)
            case 0x06:
                return int(operand)
            case 0x15:
                at += if_true if accumulator == operand else if_false
            case 0x35:
                at += if_true if accumulator >= operand else if_false
            case 0x45:
                at += if_true if accumulator & operand else if_false
            case _:
                raise AssertionError(operation)


def number_of(machine: str, name: str) -> int:
    """Give a call's number."""
    number = (ALLOWED | DECIDED | KILLED)[name][MACHINES.index(machine)]
    assert number is not None
    return number


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_rules_as_its_tables_say(machine: str) -> None:
    """Every call of a table gets that table's verdict; what no table names is refused."""
    column = MACHINES.index(machine)
    for table, expected in ((ALLOWED, ALLOW), (KILLED, KILL)):
        for name, numbers in table.items():
            number = numbers[column]
            assert number is None or ruling(machine, number) == expected, name
    named = {numbers[column] for numbers in (ALLOWED | DECIDED | KILLED).values()}
    assert {ruling(machine, number) for number in range(450) if number not in named} == {EPERM}


@pytest.mark.parametrize("machine", MACHINES)
def test_no_number_stands_in_two_tables(machine: str) -> None:
    """A call is allowed, decided by its arguments, or killed: never two of them."""
    column = MACHINES.index(machine)
    numbers = [numbers[column] for table in (ALLOWED, DECIDED, KILLED) for numbers in table.values() if numbers[column]]

    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("clone", (0x003D0F00,), ALLOW),  # what the C library asks for a thread
        ("clone", (17,), EPERM),
        ("clone", (0x7E020000 | 17,), EPERM),
        ("clone3", (), ENOSYS),
        ("kill", (7, 9), ALLOW),
        ("kill", (8, 9), EPERM),
        ("kill", (-1, 9), EPERM),
        ("kill", (0, 9), EPERM),
        ("kill", (2**32 + 7, 9), ALLOW),  # the kernel reads the low half only
        ("tgkill", (7, 12, 6), ALLOW),
        ("tgkill", (8, 8, 9), EPERM),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (8, 7), EPERM),
        ("prctl", (15,), ALLOW),
        ("prctl", (22,), EPERM),
        ("prctl", (4,), EPERM),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), EPERM),
        ("fcntl", (3, 4), ALLOW),
        ("fcntl", (3, 8), EPERM),
        ("fcntl", (3, 10), EPERM),
        ("fcntl", (3, 15), EPERM),
        ("fcntl", (3, 1031), EPERM),
        ("mmap", (0, 4096, 3, 0x22), ALLOW),
        ("mmap", (0, 4096, 3, 0x21), EPERM),
        ("mmap", (0, 4096, 3, 0x23), EPERM),
        ("mmap", (0, 4096, 1, 0x01, 3), ALLOW),
        ("mmap", (0, 4096, 3, 0x40022), EPERM),
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 0x7F00_0000_1000, 16), EPERM),
        ("sendto", (3, 1, 1, 0, 0x7F00_0000_0000, 16), EPERM),
        ("sendto", (3, 1, 1, 0, 0x1000, 16), EPERM),
    ],
)
def test_where_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], expected: int) -> None:
    """Threads but no processes, signals and limits for itself only, no memory that is not counted, no addresses."""
    assert ruling(machine, number_of(machine, name), *arguments) == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_other_numberings_are_killed(machine: str) -> None:
    """32-bit calls and x32, in which a number means another call, end the process."""
    assert ruling(machine, 1, architecture=0x40000003) == KILL
    assert ruling(machine, 0x40000000 | 41) == KILL


def test_a_call_younger_than_the_tables_is_absent() -> None:
    """ENOSYS lets the C library fall back to what it used before."""
    assert ruling("x86_64", 600) == ENOSYS


def test_an_unknown_machine_has_no_filter() -> None:
    """The layer is then reported as missing, not guessed at."""
    with pytest.raises(OSError, match="riscv64"):
        program("riscv64", own_pid=7)


# -- what the layers are worth --------------------------------------------------------------------------------------


def test_every_layer_is_the_full_level() -> None:
    """With all layers, every promise holds."""
    found = assurance(LAYERS)

    assert found.level is IsolationLevel.FULL
    assert all(promise.holds for promise in found.promises)


@pytest.mark.parametrize("missing", LAYERS)
def test_one_layer_less_is_not_full(missing: str) -> None:
    """A server for several people is refused, with what is missing and where to look."""
    rest = [layer for layer in LAYERS if layer != missing]

    assert assurance(rest).level is not IsolationLevel.FULL
    with pytest.raises(OperationError, match=rf"missing: {missing}.*deepdrill doctor"):
        full_isolation_required(rest)


def test_the_full_level_may_serve_several_people() -> None:
    """Nothing is raised."""
    full_isolation_required(LAYERS)


def test_one_wall_is_the_reduced_level() -> None:
    """Without namespaces, the filter and Landlock still keep every promise of safety; only the scratch is gone."""
    found = assurance(("unprivileged user", "limits", "landlock", "system-call filter"))

    assert found.level is IsolationLevel.REDUCED
    assert [promise.about for promise in found.promises if not promise.holds] == ["scratch"]


@pytest.mark.parametrize(
    "layers", [(), ("limits",), ("unprivileged user", "limits", "landlock"), ("namespaces", "scratch")]
)
def test_less_than_a_wall_is_a_process_only(layers: tuple[str, ...]) -> None:
    """Where a promise of safety does not hold, the level says so and each broken promise is put in words."""
    found = assurance(layers)

    assert found.level is IsolationLevel.PROCESS
    assert all(promise.says for promise in found.promises)


# -- how a process ended --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        (-31, Outcome.CRASHED, "the judge forbids"),
        (-40, Outcome.CRASHED, "signal"),
        (-9, Outcome.OUT_OF_MEMORY, "memory"),
        (-24, Outcome.TIMED_OUT, "processor time"),
        (71, Outcome.CRASHED, "closed its line"),
        (0, Outcome.CRASHED, "ended its own process"),
    ],
)
def test_every_end_has_its_words(code: int, outcome: Outcome, words: str) -> None:
    """An exit code is read for the learner; one of a real-time signal, which has no name, does not bring us down."""
    found, says = how_it_ended(code)

    assert found is outcome
    assert words in says


# -- the levels for real --------------------------------------------------------------------------------------------

LINUX = pytest.mark.skipif(platform.system() != "Linux", reason="other systems have the lowest level only")
CONTENT = Path(__file__).parents[2] / "content"

JUDGE_SOME = """
import dataclasses, json, sys, time
from pathlib import Path
from deepdrill.content import load_library
from deepdrill.judge import Judge, Submission

content = Path(sys.argv[1])
drill = load_library(content).drills["attention/scaled-dot-product"]
drill = dataclasses.replace(
    drill, body=dataclasses.replace(drill.body, limits=dataclasses.replace(drill.body.limits, wall_s=3.0))
)
right = drill.body.solution
codes = [right, *json.load(sys.stdin), right]
with Judge(lambda path: drill, hidden=(content,), workers=1) as judge:
    verdicts = [judge.judge(Submission(drill=drill.path, code=code, seed=1)) for code in codes]
    ended = [(verdict.outcome, verdict.output) for verdict in verdicts]
    print(json.dumps({"layers": judge.isolation, "ended": ended}))
"""

WITHOUT_NAMESPACES = """
import ctypes, os, runpy, struct, sys
numbers = {"x86_64": (272, 56), "aarch64": (97, 220)}[os.uname().machine]
steps = [
    (0x20, 0, 0, 0),
    (0x15, 0, 1, numbers[0]), (0x06, 0, 0, 0x00050001),
    (0x15, 0, 3, numbers[1]), (0x20, 0, 0, 16), (0x45, 0, 1, 0x7E020000), (0x06, 0, 0, 0x00050001),
    (0x06, 0, 0, 0x7FFF0000),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
libc = ctypes.CDLL(None, use_errno=True)
assert os.getuid() == 0 or libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code)), 0, 0) == 0
"""

HARM = {
    "fork": "import os\ntry:\n    os.fork()\n    print('HARM')\nexcept OSError: pass\n",
    "network": "import socket\ntry:\n    socket.socket()\n    print('HARM')\nexcept OSError: pass\n",
    "reading": "try:\n    open('/etc/passwd').read()\n    print('HARM')\nexcept OSError: pass\n",
    "writing": "try:\n    open('/tmp/deepdrill-harm', 'w')\n    print('HARM')\nexcept OSError: pass\n",
    "answers": "import glob, sys\nfor place in sys.path:\n    for inside in ('', '/*', '/*/*'):\n"
    "        if glob.glob(f'{place}{inside}/deepdrill/library/*/*/solution.py'): print('HARM')\n",
    "signals": "import os\ntry:\n    os.kill(os.getppid() or -1, 0)\n    print('HARM')\nexcept OSError: pass\n",
}


def judged(
    codes: list[str], *, before: str = "", user: int | None = None, isolation: str = ""
) -> tuple[tuple[str, ...], list[str], str]:
    """Judge submissions in a program of its own; give the layers, the outcomes and all that was printed.

    A right submission goes before them and one after.
    """
    env = {**os.environ, "DEEPDRILL_ISOLATION": isolation, "HOME": "/tmp"}
    done = subprocess.run(
        [sys.executable, "-c", before + JUDGE_SOME, str(CONTENT)],
        input=json.dumps(codes), capture_output=True, text=True, check=False, env=env, user=user, group=user,
        extra_groups=[] if user else None, timeout=120, cwd="/",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return tuple(told["layers"]), [outcome for outcome, _ in told["ended"]], "".join(text for _, text in told["ended"])


def right(extra: str = "") -> str:
    """Give a right submission that does something first."""
    return extra + (CONTENT / "attention/scaled-dot-product/solution.py").read_text(encoding="utf-8")


@pytest.mark.slow
@LINUX
@pytest.mark.parametrize("who", ["us", "an ordinary user"])
@pytest.mark.parametrize("namespaces", [True, False], ids=["namespaces", "no namespaces"])
def test_it_works_for_root_and_for_an_ordinary_user(who: str, *, namespaces: bool) -> None:
    """Each gets the best level that the machine offers, and no harm is done at either."""
    if who == "an ordinary user" and os.getuid() != 0:
        pytest.skip("we are one already")
    user = 54321 if who == "an ordinary user" else None
    if user and not readable_by_all(Path(sys.executable)):
        pytest.skip("an ordinary user cannot read this Python")
    before = "" if namespaces else textwrap.dedent(WITHOUT_NAMESPACES)

    layers, outcomes, output = judged([right(act) for act in HARM.values()], before=before, user=user)

    level = assurance(layers).level
    if not {"landlock", "system-call filter"} <= set(layers):
        pytest.skip(f"this machine holds only {layers}")
    if not namespaces:
        assert level is IsolationLevel.REDUCED
    assert set(outcomes) == {"passed"}
    assert "HARM" not in output


def readable_by_all(path: Path) -> bool:
    """Say whether any user may run a file."""
    return all(folder.stat().st_mode & 0o001 for folder in [*path.absolute().parents, *path.resolve().parents])


@pytest.mark.slow
@LINUX
def test_switched_off_a_process_and_its_children_still_end() -> None:
    """At the lowest level (as on macOS) limits and the clock hold, and forked children do not outlive the verdict."""
    mark = f"deepdrill-orphan-{os.getpid()}"
    forks = textwrap.dedent(f"""
        import os, sys, time
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", "{mark}"])
        while True:
            pass
    """)
    memory = "kept = bytearray(1 << 40)\n"

    layers, outcomes, _ = judged([right(forks), right(memory)], isolation="off")

    assert assurance(layers).level is IsolationLevel.PROCESS
    assert outcomes == ["passed", "timed out", "out of memory", "passed"]
    until = time.monotonic() + 2
    while (left := processes_with(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def processes_with(mark: str) -> list[str]:
    """Find processes by a word of their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words:
            found.append(path.parent.name)
    return found
