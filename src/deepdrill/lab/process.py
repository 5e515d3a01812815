"""Processes of `python -m deepdrill.lab`: one job each, ended with everything that they started. Imports no torch."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator

import msgspec

from deepdrill.lab.records import Done, Job, Told

__all__ = ["OwnProcess", "Spare"]

GRACE_S = 0.5
"""From the polite request to stop to the other one."""

ALONE = {
    "OMP_NUM_THREADS": "1",  # a run is promised to fit one core, and sums come out the same everywhere
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "HIP_VISIBLE_DEVICES": "",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",  # errors; it greets with a page about the processor
    "GLOO_SOCKET_IFNAME": "lo",  # the only interface that is left, for labs of several processes
    "PYTHONWARNINGS": "ignore",
}

INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME",
             "SYSTEMROOT", "VIRTUAL_ENV")  # fmt: skip


class Spare:
    """A process that has imported what most jobs need, and waits for one."""

    def __init__(self) -> None:
        self.scratch = tempfile.TemporaryDirectory(prefix="deepdrill-lab-", ignore_cleanup_errors=True)
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the process
        here = self.scratch.name
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "deepdrill.lab"],
            stdin=subprocess.PIPE,  # a job, and its end tells the process that we are gone
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            cwd=here,
            env={name: os.environ[name] for name in INHERITED if name in os.environ}
            | ALONE
            | {"HOME": here, "TMPDIR": here, "TEMP": here},
            start_new_session=True,
        )

    def prepare(self) -> None:
        """Have it import what most jobs need."""
        self._write(b"warm\n")

    def give(self, job: Job) -> None:
        """Give it its job."""
        self._write(msgspec.json.encode(job) + b"\n")

    def close(self) -> int:
        """Wait for its end, which has come or comes with the end of its standard input; give its exit code."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        code = self.process.wait()
        self.scratch.cleanup()
        return code

    def _write(self, line: bytes) -> None:
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it is dead already; whoever reads from it sees that
                self.process.stdin.write(line)
                self.process.stdin.flush()


class OwnProcess:
    """Does one job; read what it tells to the end, stop it from any thread.

    Args:
        job: What to do.
        patience_s: After which the process and all that it started are killed.
        spare: A process that waits for a job; a fresh one by default.
    """

    def __init__(self, job: Job, *, patience_s: float, spare: Spare | None = None) -> None:
        self.out_of_time = False
        self.stopped = False
        self.complaint = ""
        """The last line of what it wrote to standard error, once it is over."""
        self._lock = threading.Lock()
        self._over = False
        self._spare = spare or Spare()
        self._process = self._spare.process
        self._spare.give(job)
        self._timer = threading.Timer(patience_s, self._run_out)
        self._timer.daemon = True
        self._timer.start()

    @property
    def pid(self) -> int:
        """Of the process, and of its group."""
        return self._process.pid

    def told(self) -> Generator[Told]:
        """Give what it tells, to the end; then nothing of it is left, whatever happens to the reader."""
        try:
            for line in self._process.stdout or ():
                if not line.endswith(b"\n"):
                    return  # it was killed while it wrote
                told: Told = msgspec.json.decode(line, type=Told)
                yield told
                if isinstance(told, Done):
                    return
        finally:
            self._end()

    def stop(self) -> None:
        """Ask it to end, and kill it with all that it started if it has not in half a second."""
        self.stopped = True
        with self._lock:
            if self._over:
                return
            self._process.terminate()
        later = threading.Timer(GRACE_S, self._kill)
        later.daemon = True
        later.start()

    def _last_words(self, code: int) -> str:
        size = self._spare.complaints.seek(0, os.SEEK_END)
        self._spare.complaints.seek(max(0, size - 10_000))
        lines = self._spare.complaints.read().decode("utf-8", "replace").strip().splitlines()
        self._spare.complaints.close()
        return lines[-1] if lines else f"exit code {code}, without a word"

    def _run_out(self) -> None:
        self.out_of_time = True
        self._kill()

    def _kill(self) -> None:
        """Kill the whole group; until it has been waited for, its number belongs to nobody else."""
        with self._lock:
            if self._over:
                return
            if hasattr(os, "killpg"):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def _end(self) -> None:
        self._timer.cancel()
        self._kill()
        with self._lock:
            self._over = True
        self.complaint = self._last_words(self._spare.close())
