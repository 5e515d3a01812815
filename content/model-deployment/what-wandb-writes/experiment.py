"""A small training logs to W&B offline and to a file of JSON lines; then both files are read back, byte by byte."""

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

os.environ |= {
    "WANDB_MODE": "offline",
    "WANDB_SILENT": "true",
    "WANDB_CONSOLE": "off",
    "WANDB_ERROR_REPORTING": "false",
    "WANDB_DISABLE_GIT": "true",
}

import numpy as np
import wandb
from sklearn.datasets import load_digits
from wandb.proto.wandb_internal_pb2 import Record

from deepdrill.lab.experiment import Lab, Runs, settles

BOTH, EACH = "one for both", "one each"
LEFT, GIVEN, AGAIN = "left to W&B", "given: the epoch", "given, from 0 again after half"
FINISH, RAISE, KILL = "run.finish()", "an exception", "killed, as when memory runs out"
TOKEN = "s3cret"  # noqa: S105  of nothing
BLOCK, HEAD, MAGIC = 32_768, 7, 7
"""Bytes of a block of the file, of the head of each piece, and before the first block's first piece."""
ROWS = "rows in W&B's file"
ROW_S = 0.004
"""Pause after each row: a real epoch takes longer, and the writer gets its turn."""


def records(path: Path) -> Iterator[Record]:
    """Read the file of a run: pieces of records in blocks, each piece with checksum, length and kind before it."""
    content = path.read_bytes()
    at, whole = MAGIC, b""
    while at + HEAD <= len(content):
        left = BLOCK - at % BLOCK
        if left < HEAD:
            at += left  # too little for a head: filled up with zeros
            continue
        size, kind = int.from_bytes(content[at + 4 : at + 6], "little"), content[at + 6]
        if kind == 0 or at + HEAD + size > len(content):
            return
        whole += content[at + HEAD : at + HEAD + size]
        at += HEAD + size
        if kind in (1, 4):  # whole, or the last piece
            record = Record()
            record.ParseFromString(whole)
            yield record
            whole = b""


def epochs_of(seed: int, epochs: int) -> Iterator[tuple[float, float]]:
    """Train a softmax regression on the digits; give loss and accuracy of each epoch."""
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(x))[:500]
    x, onehot = x[order] / 16, np.eye(10)[y[order]]  # (500, 64), (500, 10)
    weights = np.zeros((64, 10))
    for _ in range(epochs):
        scores = x @ weights
        p = np.exp(scores - scores.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        yield float(-np.log((p * onehot).sum(1)).mean()), float((p.argmax(1) == onehot.argmax(1)).mean())
        weights -= 0.5 * x.T @ (p - onehot) / len(x)


def work(folder: Path, seed: int, knobs: dict[str, str], epochs: int, out: Connection) -> None:
    """Be the training process: log every epoch to both files, tell their sizes, and end as the knob says."""
    os.chdir(folder)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.argv = ["train.py", "--rate=0.5", f"--token={TOKEN}"]
    with contextlib.redirect_stderr(None), contextlib.redirect_stdout(None):
        run = wandb.init(
            project="digits",
            mode="offline",
            dir=folder,
            config={"rate": 0.5},
            settings=wandb.Settings(x_disable_stats=True, console="off", silent=True),
        )
        lines = (folder / "rows.jsonl").open("w", encoding="utf-8")
        calls = 0
        for epoch, (loss, accuracy) in enumerate(epochs_of(seed, epochs)):
            step = None if knobs["step"] == LEFT else epoch % (epochs // 2) if knobs["step"] == AGAIN else epoch
            row = {"loss": loss, "accuracy": accuracy}
            for part in [row] if knobs["calls"] == BOTH else [{name: value} for name, value in row.items()]:
                run.log(part, step=step)
                calls += 1
            print(json.dumps(row | {"epoch": epoch}), file=lines, flush=True)
            time.sleep(ROW_S)
            if epoch % 10 == 9:
                out.send((calls, size(folder, "*.wandb"), size(folder, "rows.jsonl")))
        end(run, knobs["end"])


def end(run: "wandb.Run", how: str) -> None:
    """End the process in one of three ways."""
    if how == KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    run.finish(exit_code=1 if how == RAISE else 0)  # wandb's own hook does the former after an exception
    os._exit(0)


def size(folder: Path, pattern: str) -> float:
    """Give the kB of the files of a name below a folder."""
    return sum(one.stat().st_size for one in folder.rglob(pattern)) / 1000


def follow(lab: Lab, folder: Path, knobs: dict[str, str], epochs: int) -> None:
    """Start the training process and draw the sizes that it tells, until it is over."""
    context = multiprocessing.get_context("fork")
    told, out = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(folder, lab.seed, knobs, epochs, out), daemon=True)
    process.start()
    out.close()
    try:
        while not lab.stopped:
            if told.poll(0.1):
                calls, wandb_kb, lines_kb = told.recv()
                lab.point("W&B, offline", calls, wandb_kb, chart="bytes")
                lab.point("JSON lines", calls, lines_kb, chart="bytes")
    except EOFError:
        process.join()
    finally:
        process.kill()
        process.join()


def rows_of(path: Path) -> list[dict[str, float]]:
    """Give the rows of W&B's file: what was logged, with the step."""
    rows = []
    for record in records(path):
        if record.WhichOneof("record_type") == "history":
            items = {item.key or "/".join(item.nested_key): item.value_json for item in record.history.item}
            rows.append({name: float(value) for name, value in items.items() if name in ("_step", "loss", "accuracy")})
    return rows


def unasked(path: Path) -> list[dict[str, str]]:
    """Give what W&B has written down about machine and program without being asked."""
    found: dict[str, str] = {}
    for record in records(path):
        if record.WhichOneof("record_type") == "environment" and record.environment.host:
            here = record.environment
            found = {
                "host name": "written" if here.host else "",
                "system": here.os,
                "Python": here.python,
                "arguments of the program": " ".join(here.args),
            }
    packages = [one.read_text().count("\n") for one in path.parent.rglob("requirements.txt")]
    return [{"what": what, "as written": value} for what, value in found.items()] + [
        {"what": "installed packages, with versions", "as written": f"{sum(packages)} lines"}
    ]


def run(lab: Lab, *, epochs: int, calls: str, step: str, end: str) -> None:
    """Have a process train and log, then read back what it left."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        follow(lab, folder, {"calls": calls, "step": step, "end": end}, epochs)
        if lab.stopped:
            return
        (path,) = folder.rglob("*.wandb")
        rows = rows_of(path)
        lines = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
        for row in lines:
            lab.point("JSON lines", row["epoch"], row["loss"], chart="loss")
        for row in rows:
            if "loss" in row:
                lab.point("W&B, offline", row["_step"], row["loss"], chart="loss")
        lab.value(ROWS, len(rows))
        lab.value("highest step", max((row["_step"] for row in rows), default=-1))
        lab.value("rows in the JSON lines", len(lines))
        lab.value("kB of W&B's file", path.stat().st_size / 1000)
        lab.value("kB of the JSON lines", (folder / "rows.jsonl").stat().st_size / 1000)
        lab.value("the token is in W&B's file", TOKEN.encode() in path.read_bytes())
        lab.value("first loss in W&B's file", rows[0]["loss"] if rows else float("nan"))
        lab.table("written without being asked", unasked(path))


@settles("two-calls")
def one_call_each(runs: Runs) -> int:
    """Read the highest step where loss and accuracy are logged in two calls."""
    one, two = (runs(calls=calls).values for calls in (BOTH, EACH))
    runs.note(
        f"One call per epoch: {one[ROWS]:.0f} rows, the last at step {one['highest step']:.0f}. "
        f"Two: {two[ROWS]:.0f} rows, the last at step {two['highest step']:.0f}."
    )
    return {59: 0, 119: 1}.get(int(two["highest step"]), -1)


@settles("from-zero")
def counting_again(runs: Runs) -> int:
    """Read what is left when the step starts from 0 again."""
    again, whole = runs(step=AGAIN), runs(step=GIVEN)
    rows, first = again.values[ROWS], again.values["first loss in W&B's file"]
    runs.note(f"{rows:.0f} rows are in the file; counted on, {whole.values[ROWS]:.0f}.")
    losses, beside = again.ys("W&B, offline", chart="loss"), whole.ys("W&B, offline", chart="loss")
    same = sum(a == b for a, b in zip(losses, beside, strict=False))
    runs.note(f"Of them {same} are those of the first half; the first loss is {first:.3f}.")
    if rows > 31:
        return 0
    return 2 if same >= 29 else 1 if same == 0 else -1


@settles("arguments")
def the_command_line(runs: Runs) -> int:
    """Search W&B's file for the value of an argument."""
    finished = runs()
    arguments = next(
        row["as written"] for row in finished.tables["written without being asked"] if "arg" in row["what"]
    )
    runs.note(f"The file holds the arguments as: {arguments}")
    if finished.values["the token is in W&B's file"]:
        return 2
    return 1 if "token" in str(arguments) else 0


@settles("size")
def bytes_of_a_row(runs: Runs) -> int:
    """Compare the growth of both files from 60 to 400 epochs."""
    few, many = (runs(epochs=epochs).values for epochs in (60, 400))
    per_row = {}
    for name in ("W&B's file", "the JSON lines"):
        per_row[name] = 1000 * (many[f"kB of {name}"] - few[f"kB of {name}"]) / (400 - 60)
    ours, theirs = per_row["the JSON lines"], per_row["W&B's file"]
    runs.note(f"One epoch more takes {theirs:.0f} bytes in W&B's file and {ours:.0f} in the JSON lines.")
    ratio = theirs / ours
    return 0 if ratio < 0.8 else 1 if ratio < 1.5 else 2 if ratio > 3 else -1
