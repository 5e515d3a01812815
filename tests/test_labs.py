"""Labs: knobs, predictions, what an experiment may show, and how its process runs and ends."""

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from command_line import run_cli
from deepdrill.authoring.proof_of_labs import lab_proofs
from deepdrill.content import Drill, Lab, load_library
from deepdrill.content.records import Parameter
from deepdrill.errors import LabUnavailable, PackageMissing, ProgramMissing, UnreadableAnswer, UsageError
from deepdrill.grading.prediction import grade_predictions
from deepdrill.lab import Experimenter, LabRun, Points, Told, read_knobs
from deepdrill.lab.experiment import Lab as AtWork
from deepdrill.lab.experiment import Runs
from deepdrill.lab.picture import encoded, pixels, tiles
from deepdrill.lab.records import Noted, Pictured, Tabled, Valued
from deepdrill.lab.running import patience_s
from deepdrill.practice import ListJournal, predict
from drill_samples import NOON
from tiny_library import break_file, write_library

__all__ = ["run_cli"]

GROWTH = "advanced/growth"
RATE = Parameter(name="rate", says="", default=0.1, choices=(0.1, 1.0))
DEPTH = Parameter(name="depth", says="", default=2, low=1, high=9)
NORM = Parameter(name="norm", says="", default=True, choices=(True, False))


class Notes:
    """Keeps what a run shows."""

    def __init__(self) -> None:
        self.points: list[tuple[str, str, float, float | None]] = []
        self.shown: list[Pictured | Tabled | Valued | Noted] = []

    def point(self, chart: str, series: str, x: float, y: float | None) -> None:
        """Keep a point."""
        self.points.append((chart, series, x, y))

    def show(self, what: Pictured | Tabled | Valued | Noted) -> None:
        """Keep anything else."""
        self.shown.append(what)


def at_work(*charts: str) -> tuple[AtWork, Notes]:
    """Give a run that nobody has begun, and what it shows."""
    notes = Notes()
    return AtWork(seed=0, folder=Path(), charts=charts or ("loss",), watching=notes), notes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The tiny library, whose lab needs no torch."""
    return write_library(tmp_path / "content")


def growth(root: Path, *changes: tuple[str, str], file: str = "experiment.py") -> tuple[Drill, Lab]:
    """Read the lab after some changes of a file."""
    for old, new in changes:
        break_file(root, f"{GROWTH}/{file}", old, new)
    library = load_library(root)
    assert library.faults == ()
    drill = library.drills[GROWTH]
    assert isinstance(drill.body, Lab)
    return drill, drill.body


def run_of(root: Path, *changes: tuple[str, str], on_told: Callable[[Told], None] = lambda _: None) -> LabRun:
    """Run the lab after some changes."""
    drill, body = growth(root, *changes)
    return Experimenter().begin(drill, body, {"rate": 3}, 0).follow(on_told)


# Knobs


def test_knobs_are_read_as_people_write_them() -> None:
    """1 is 1.0, yes is true, and what is not written stays at its default."""
    texts = {"rate": "1", "norm": "No", "depth": " 4 "}
    assert read_knobs([RATE, NORM, DEPTH], texts) == {"rate": 1.0, "norm": False, "depth": 4}
    assert read_knobs([RATE, NORM, DEPTH], {}) == {"rate": 0.1, "norm": True, "depth": 2}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("rate", "0.5", "choose one of 0.1, 1"),
        ("norm", "1", "choose one of yes, no"),
        ("depth", "10", "write a whole number from 1 to 9"),
        ("depth", "2.5", "write a whole number from 1 to 9"),
        ("depth", "nan", "write a whole number from 1 to 9"),
        ("rat", "1", 'did you mean "rate"?'),
        ("zeal", "1", "the knobs are rate, norm, depth."),
    ],
)
def test_a_knob_that_does_not_fit_says_what_does(name: str, text: str, says: str) -> None:
    """The message lists what may be written."""
    with pytest.raises(UsageError, match=says.replace("?", r"\?")):
        read_knobs([RATE, NORM, DEPTH], {name: text})


# Predictions


def test_predictions_pass_where_all_are_right(root: Path) -> None:
    """An attempt is recorded with its choices; one that is not right fails it."""
    drill, _ = growth(root)
    journal = ListJournal()

    def choose(attempt_id: str, **chosen: int) -> str | None:
        named = {name.replace("_", "-"): choice for name, choice in chosen.items()}
        return predict(
            drill, named, learner="local", attempt_id=attempt_id, journal=journal, clock=lambda: NOON
        ).outcome

    assert (choose("1", at_one=1, at_two=0), choose("2", at_one=1, at_two=1)) == ("passed", "failed")
    kept = journal.attempt("2")
    assert kept is not None
    assert kept.predictions is not None
    assert kept.text == '{"at-one":1,"at-two":1}'
    assert [one.correct for one in kept.predictions.questions] == [True, False]
    assert kept.verdict is None
    assert journal.standing("local")[GROWTH].tries == 2


@pytest.mark.parametrize("chosen", [{}, {"at-one": 1}, {"at-one": 1, "at-two": 2}, {"at-one": 1, "at-two": 0, "x": 0}])
def test_a_question_without_an_answer_is_not_recorded(root: Path, chosen: dict[str, int]) -> None:
    """Every question wants one of its choices."""
    drill, body = growth(root)
    with pytest.raises(UnreadableAnswer, match="Choose one answer to each question"):
        grade_predictions(drill, body, chosen)


# What an experiment shows


def test_a_point_that_is_not_finite_is_a_gap_and_is_kept_for_the_questions() -> None:
    """The page gets no number; the functions that settle questions see what it was."""
    lab, notes = at_work()
    lab.point("train", 0, 1.5)
    lab.point("train", 1, float("inf"))

    assert notes.points == [("loss", "train", 0.0, 1.5), ("loss", "train", 1.0, None)]
    assert lab.finished.last("train") == float("inf")


def test_a_chart_has_to_be_named_where_there_are_several() -> None:
    """With one chart it is clear; a name that is not in lab.toml is refused."""
    lab, notes = at_work("loss", "norm")
    lab.point("train", 0, 1, chart="norm")
    with pytest.raises(ValueError, match="its charts are: loss, norm"):
        lab.point("train", 0, 1)
    assert notes.points == [("norm", "train", 0.0, 1.0)]


def test_what_is_too_much_is_refused() -> None:
    """A run cannot fill the memory of a page; an image fits a screen."""
    lab, _ = at_work()
    lab._points = 20_000
    with pytest.raises(ValueError, match="draw every tenth step"):
        lab.point("train", 0, 1)
    with pytest.raises(ValueError, match="1 to 512 pixels"):
        lab.image("large", np.zeros((600, 2)))
    with pytest.raises(ValueError, match="shape"):
        lab.image("stack", np.zeros((2, 2, 2)))
    for number in range(40):
        lab.table(str(number), [{"x": number}])
    with pytest.raises(ValueError, match="more than 40 tables"):
        lab.table("one more", [])


def test_tables_and_values_hold_what_json_can_hold() -> None:
    """A number that is not finite is no number; texts and truths stay."""
    lab, notes = at_work()
    lab.table("t", [{"a": np.float32(0.5), "b": float("nan"), "c": "x", "d": True}])
    lab.value("v", float("inf"))

    assert notes.shown[0] == Tabled(name="t", rows=({"a": 0.5, "b": None, "c": "x", "d": True},))
    assert notes.shown[1] == Valued(name="v", value=None)
    assert lab.finished.values["v"] == float("inf")


def test_pixels_span_black_to_white_or_blue_over_white_to_red() -> None:
    """Values are stretched to what there is, or to the ends given; signed ones keep zero white."""
    assert pixels([[0.0, 1.0], [2.0, 4.0]]).tolist() == [[0, 64], [128, 255]]
    assert pixels([[0.0, 1.0]], low=0, high=2).tolist() == [[0, 128]]
    signed = pixels([[-2.0, 0.0, 2.0, float("nan")]], signed=True)
    assert signed.tolist() == [[[33, 102, 172], [247, 247, 247], [178, 24, 43], [247, 247, 247]]]


def test_tiles_are_laid_out_row_by_row_with_a_line_between() -> None:
    """Three images in two columns leave one place empty."""
    grid = tiles(np.arange(1, 4).reshape(3, 1, 1) * np.ones((3, 2, 2)), columns=2)
    assert grid.tolist() == [[1, 1, 1, 2, 2], [1, 1, 1, 2, 2], [1] * 5, [3, 3, 1, 1, 1], [3, 3, 1, 1, 1]]


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 3)])
def test_a_png_holds_the_pixels(shape: tuple[int, ...]) -> None:
    """Header, size, colour type, and the rows with their filter byte; every checksum is right."""
    image = np.arange(int(np.prod(shape)), dtype=np.uint8).reshape(shape)
    png, chunks = encoded(image), {}
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        at += 12 + size
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (3, 2, 8, 0 if len(shape) == 2 else 2, 0, 0, 0)
    assert zlib.decompress(chunks[b"IDAT"]) == b"".join(b"\0" + row.tobytes() for row in image)


def test_settling_asks_for_a_setting_once() -> None:
    """What a question has looked at is counted by settings, and its notes are kept."""
    asked: list[dict[str, object]] = []

    def run(knobs: object) -> object:
        asked.append(dict(knobs))  # type: ignore[call-overload]
        return at_work()[0].finished

    runs = Runs(run)  # type: ignore[arg-type]
    runs(rate=1)
    runs(rate=1)
    runs()
    assert (len(asked), len(runs.seen)) == (3, 2)


# The process


@pytest.mark.slow
def test_a_run_streams_and_is_kept_whole(root: Path) -> None:
    """Curves, tables, images, values and notes arrive while it runs, and stand in the record of the run."""
    told: list[Told] = []
    run = run_of(root, ("        x *= rate\n", "        x *= rate\n        time.sleep(0.08)\n"),
                 ("from deepdrill", "import time\n\nfrom deepdrill"), on_told=told.append)  # fmt: skip

    assert (run.state, run.why, run.values, run.notes) == ("finished", "", {"end": 243.0}, ("It is over.",))
    assert [(one.series, one.x, one.y) for one in run.curves] == [("x", (0, 1, 2, 3, 4), (1, 3, 9, 27, 81))]
    assert run.tables[0].rows == ({"rate": 3.0, "end": 243.0},)
    assert (run.pictures[0].width, run.pictures[0].png[:4]) == (2, b"\x89PNG")
    assert sum(isinstance(one, Points) for one in told) > 1


@pytest.mark.slow
def test_what_an_experiment_prints_does_not_disturb(root: Path) -> None:
    """Standard output is the stream's; whatever prints goes elsewhere."""
    run = run_of(root, ("    x = 1\n", '    x = 1\n    print("{")\n    __import__("os").system("echo {")\n'))
    assert (run.state, run.values) == ("finished", {"end": 243.0})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("does", "state", "why"),
    [
        ("raise ValueError('no data')", "failed", "ValueError at line 5 of experiment.py: no data"),
        ("import os; os._exit(3)", "failed", "The run ended early"),
        ("x = bytearray(3_000_000_000)", "failed", "more memory than drill.toml allows"),
        ("open('large', 'wb').write(bytes(300 << 20))", "failed", "File too large"),
    ],
)
def test_a_run_that_goes_wrong_says_how(root: Path, does: str, state: str, why: str) -> None:
    """What was raised and where, or what ended it; nothing is taken for a result."""
    run = run_of(root, ("    x = 1\n", f"    {does}\n    x = 1\n"))
    assert run.state == state
    assert why in run.why


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_a_run_has_no_network_but_its_own(root: Path) -> None:
    """It reaches nothing that listens on this machine, and may talk to itself, as workers that train together do."""
    with socket.create_server(("127.0.0.1", 0)) as ours:
        port = ours.getsockname()[1]
        talks = (
            "import socket\n"
            f"    lab.value('ours', socket.socket().connect_ex(('127.0.0.1', {port})))\n"
            "    own = socket.create_server(('127.0.0.1', 0))\n"
            "    lab.value('own', socket.socket().connect_ex(own.getsockname()))\n    x = 1\n"
        )
        run = run_of(root, ("    x = 1\n", f"    {talks}"))
    assert run.state == "finished", run.why
    assert run.values["ours"] != 0
    assert run.values["own"] == 0


SPAWNS = """\
    import os, pathlib, signal, subprocess, sys, time
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    worker = subprocess.Popen([sys.executable, "-c", deaf])
    lab.value("own", os.getpid())
    lab.value("worker", worker.pid)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(0.01)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["stopped", "out of time"])
def test_a_run_that_is_stopped_is_gone_with_all_that_it_started(
    root: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that hears no signal, and its worker that hears none either, are dead when `follow` returns."""
    if how == "out of time":
        monkeypatch.setattr("deepdrill.lab.running.STARTING_S", -57.5)  # 60 s of room are left of a budget of 10
    drill, body = growth(root, ("    x = 1\n", f"    x = 1\n{SPAWNS}"))
    running = Experimenter().begin(drill, body, {"rate": 3}, 0)
    seen: dict[str, object] = {}

    def watch(told: Told) -> None:
        if isinstance(told, Valued):
            seen[told.name] = told.value
        if how == "stopped" and "worker" in seen:
            threading.Thread(target=running.stop).start()

    begun = time.monotonic()
    run = running.follow(watch)

    assert run.state == how
    assert time.monotonic() - begun < 10
    assert run.values.keys() == {"own", "worker"}
    for pid in run.values.values():
        assert not _lives(int(pid or 0))


@pytest.mark.slow
def test_a_run_may_end_politely(root: Path) -> None:
    """`lab.stopped` turns true, what was shown until then is kept, and the run counts as stopped."""
    politely = "    while not lab.stopped:\n        pass\n    lab.note('I heard it.')\n    return\n    x = 1\n"
    drill, body = growth(root, ("    x = 1\n", politely))
    running = Experimenter().begin(drill, body, {"rate": 3}, 0)
    threading.Timer(1.5, running.stop).start()

    run = running.follow()

    assert (run.state, run.notes) == ("stopped", ("I heard it.",))


@pytest.mark.slow
def test_a_run_ends_with_whoever_started_it(root: Path) -> None:
    """Where the server is killed, no lab goes on."""
    growth(root, ("    x = 1\n", f"    x = 1\n{SPAWNS}"))
    parent = f"""
from deepdrill.content import load_library
from deepdrill.lab import Experimenter
from pathlib import Path
drill = load_library(Path({str(root)!r})).drills["{GROWTH}"]
Experimenter().begin(drill, drill.body, {{"rate": 3}}, 0).follow(lambda told: print(told.value, flush=True))
"""
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pids = [int(float(process.stdout.readline())) for _ in range(2)]
    process.kill()
    process.wait()
    process.stdout.close()

    deadline = time.monotonic() + 5
    while any(map(_lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids if _lives(pid)] == []


def _lives(pid: int) -> bool:
    """Tell whether a process runs; one that is dead and not yet collected does not."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.slow
def test_a_run_that_waits_for_its_place_can_be_stopped(root: Path) -> None:
    """It never starts."""
    drill, body = growth(root)
    experimenter = Experimenter(places=1)
    with experimenter._places:
        waiting = experimenter.begin(drill, body, {"rate": 3}, 0)
        threading.Timer(0.2, waiting.stop).start()
        assert waiting.follow().state == "stopped"
    assert experimenter.begin(drill, body, {"rate": 3}, 0).follow().state == "finished"


@pytest.mark.slow
def test_a_process_waits_for_the_next_run(root: Path) -> None:
    """A run begins without waiting for torch, the process ends with whoever wanted it, and a dead one is replaced."""
    drill, body = growth(
        root, ("    x = 1\n", "    import os, sys\n    lab.value('warm', 'torch' in sys.modules)\n    x = 1\n")
    )
    experimenter = Experimenter()
    experimenter.warm_up()
    assert experimenter.begin(drill, body, {"rate": 3}, 0).follow().values["warm"] is True

    experimenter.warm_up()
    spare = experimenter._spare
    assert spare is not None
    spare.process.kill()
    spare.process.wait()
    assert experimenter.begin(drill, body, {"rate": 3}, 0).follow().values["warm"] is False

    experimenter.warm_up()
    waiting = experimenter._spare
    assert waiting is not None
    experimenter.close()
    assert not _lives(waiting.process.pid)
    assert not Path(waiting.scratch.name).exists()


@pytest.mark.slow
def test_questions_are_settled_by_runs(root: Path) -> None:
    """Each question, each seed: the choice that the runs give, with its numbers, or why it could not be settled."""
    drill, body = growth(
        root, ("        return 0 if end > 1 else 1\n".removeprefix("    "), "    return 0 if end > 1 else 9\n")
    )
    tried, settled = Experimenter().settle(drill, body, (0, 1), tries=[{}, {"rate": 1}])

    assert [(one.knobs, one.why, one.shows) for one in tried] == [({}, "", 9), ({"rate": 1}, "", 9)]
    assert [(one.question, one.seed, one.right) for one in settled] == [
        ("at-one", 0, None), ("at-two", 0, 0), ("at-one", 1, None), ("at-two", 1, 0),
    ]  # fmt: skip
    assert settled[0].why == "it gives 9, which is no choice from 0 to 1"
    assert settled[1].notes == ("It doubles.",)


@pytest.mark.slow
def test_a_lab_that_cannot_be_read_is_told(root: Path) -> None:
    """The message names what happened and the command that shows it whole."""
    drill, body = growth(root, ("from deepdrill", "import no_such_thing\nfrom deepdrill"))
    with pytest.raises(LabUnavailable, match=r"No module named 'no_such_thing'.*deepdrill proof advanced/growth"):
        Experimenter().settle(drill, body, (0,))


def test_a_missing_package_says_how_to_get_it(root: Path) -> None:
    """Nothing is started."""
    drill, body = growth(
        root, ('title = "Growth"', 'title = "Growth"\nlab = { packages = ["no_such_thing"] }'), file="drill.toml"
    )
    with pytest.raises(PackageMissing, match=r"no_such_thing.*pip install 'deepdrill\[labs\]'"):
        Experimenter().begin(drill, body, {}, 0)


def test_a_missing_program_says_how_to_get_it(root: Path) -> None:
    """Nothing is started, and a proof passes the lab over and says why."""
    drill, body = growth(
        root, ('title = "Growth"', 'title = "Growth"\nlab = { programs = ["no_such_program"] }'), file="drill.toml"
    )
    with pytest.raises(ProgramMissing, match=r"no_such_program.*apt install no_such_program"):
        Experimenter().begin(drill, body, {}, 0)
    (line,) = lab_proofs(drill, body, Experimenter(), 0, seeds=1, alone=[])[0]()
    assert line.ok
    assert "no_such_program" in line.detail


@pytest.mark.parametrize(("package", "extra"), [("sklearn", "labs"), ("keras", "tensorflow"), ("triton", "triton")])
def test_a_package_is_in_an_extra(package: str, extra: str) -> None:
    """What is large has an extra of its own, and the message names it."""
    assert str(PackageMissing("a/b", package)).endswith(f"pip install 'deepdrill[{extra}]'")


def test_a_large_package_has_time_for_its_import(root: Path) -> None:
    """A run of TensorFlow is not ended while it still imports."""
    _, body = growth(root)
    assert patience_s(replace(body, packages=("tensorflow",))) == patience_s(body) + 60


@pytest.mark.slow
def test_tensorflow_repeats_itself(root: Path) -> None:
    """Before each run of a process it is seeded, so what it draws does not depend on the runs before."""
    if find_spec("tensorflow") is None:
        pytest.skip("the extra tensorflow is not installed")
    drill, body = growth(
        root,
        ("from deepdrill", "import keras\nimport tensorflow as tf\nfrom deepdrill"),
        ("    x = 1\n", "    x = float(tf.random.normal(()) + keras.random.normal(()))\n"),
        ('"It doubles."', "f\"It ends at {runs().ys('x')[0]:g}.\""),
    )
    _, settled = Experimenter().settle(drill, replace(body, packages=("tensorflow",)), (0, 1))
    at_one, at_two, at_one_again, at_two_again = (one.notes for one in settled)
    assert at_one == at_two != at_one_again == at_two_again


# The command line


def test_predictions_come_before_the_first_run(root: Path, run_cli: Callable[..., tuple[int, str]]) -> None:
    """Without any the questions are shown, and nothing runs."""
    assert root.is_dir()
    code, said = run_cli("lab", GROWTH)
    assert code == 2
    assert "1. What happens at 1?" in said
    assert f"deepdrill lab {GROWTH} --predict 1,1" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--predict", "1"), "does not answer 2 questions"),
        (("--predict", "a,b"), "does not answer 2 questions"),
        (("--predict", "3,1"), "has 2 choices"),
        (("--predict", "2,1", "--set", "rate"), '"rate" sets nothing'),
        (("--predict", "2,1", "--set", "rate=9"), "choose one of 1, 2, 3"),
        (("--predict", "2,1", "--save", "curves.png"), "is no SVG file"),
    ],
)
def test_wrong_use_of_a_lab_says_what_to_do(
    root: Path, run_cli: Callable[..., tuple[int, str]], arguments: tuple[str, ...], says: str
) -> None:
    """Exit 2, and nothing is recorded."""
    assert root.is_dir()
    code, said = run_cli("lab", GROWTH, *arguments)
    assert code == 2
    assert says in said
    assert json.loads(run_cli("list", "--state", "tried", "--json")[1])["drills"] == []


def test_a_drill_of_another_kind_is_no_lab(root: Path, run_cli: Callable[..., tuple[int, str]]) -> None:
    """It says how to see what it is."""
    assert root.is_dir()
    assert run_cli("lab", "basics/double") == (2, "basics/double is no lab. See:  deepdrill show basics/double\n")


@pytest.mark.slow
def test_a_lab_from_the_shell(root: Path, run_cli: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Predictions are graded, the run is drawn and saved, the answers are settled; the second run needs none."""
    assert root.is_dir()
    code, said = run_cli("lab", GROWTH, "--predict", "2,2", "--set", "rate=3", "--settle", "--save", "curves.svg")
    assert code == 1
    for words in (
        "Growth: rate 3, seed 0",
        "end: 243",
        "It is over.",
        "✓ RIGHT  What happens",
        "✗ NOT RIGHT",
        "It doubles.",
    ):
        assert words in said
    assert (tmp_path / "curves.svg").read_text().startswith("<svg")
    assert (tmp_path / "curves-growth.png").read_bytes()[:4] == b"\x89PNG"

    code, said = run_cli("lab", GROWTH, "--json")
    document = json.loads(said)
    assert (code, document["what"], document["predictions"]) == (0, "lab", None)
    assert document["run"]["values"] == {"end": 32.0}
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
