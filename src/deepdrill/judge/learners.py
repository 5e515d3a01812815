"""A learner as the checker sees it: ask it something, get plain data or one of five kinds of trouble.

`RemoteLearner` is the real thing, in another process. `LocalLearner` runs the drill's own solution and mistakes, which
are trusted, in the checker itself, through the same `Workspace`.
"""

import signal
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import torch

from deepdrill.judge.seedling import HUNG_UP, Output
from deepdrill.judge.serving import Stop, listen, run_app
from deepdrill.judge.trace import Trace, to_array
from deepdrill.judge.verdict import Crash, Outcome
from deepdrill.judge.wire import Channel, Closed, Garbled, Interrupted, Late, Lent, Unsendable
from deepdrill.judge.workspace import Workspace, describe_crash

__all__ = ["Learner", "LocalLearner", "RemoteLearner", "Serving", "Trouble", "how_it_ended"]

MAX_LINE = 1_000_000
MAX_OUTPUT = 64 * 1024  # bytes of print that are kept; a person reads less


class Trouble(Exception):  # noqa: N818  not an error of ours
    """The submission did not answer: it raised, ended, or took too long."""

    def __init__(self, outcome: Outcome, crash: Crash, *, final: bool, lineage: tuple[str, ...] = ()) -> None:
        super().__init__(f"{crash.error}: {crash.message}")
        self.lineage = lineage
        """Names of the exception's class and its ancestors, where it is the learner's."""
        self.outcome = outcome
        self.crash = crash
        self.final = final
        """The process is gone or stuck: nothing more can be asked."""


class Learner(Protocol):
    """Something that can be asked to run parts of a submission."""

    def request(self, verb: str, body: dict[str, Any]) -> Any:
        """Have one verb of `Workspace` done; raises `Trouble`."""

    def replay(self, trace: Trace, runs: list[list[torch.Tensor]], constants: list[torch.Tensor]) -> Any:
        """Have a trace run again where no learner's code runs; raises `Trouble`."""

    def serve(self, target: str, args: list[Any], kwargs: dict[str, Any]) -> int:
        """Have the application that a function makes served; give its port, or raise `Trouble`."""

    def hush(self) -> None:
        """End the application that is served, if there is one."""


class Serving(Protocol):
    """Where a submission's application is served (`hall.Hall`)."""

    def open(self, target: str, args: list[Any], kwargs: dict[str, Any]) -> int:
        """Serve what a function makes; give the port."""

    def close(self) -> None:
        """End it, if there is one."""


class RemoteLearner:
    """A submission in its own process.

    Args:
        channel: the line to it.
        output: what it prints.
        deadline: moment on the monotonic clock at which patience ends.
        wall_s: the limit that this stands for, for messages.
        clean: gives a process in which no learner's code runs; without one nothing is certified.
        hall: serves the submission's applications; without one none is served.
    """

    def __init__(
        self,
        channel: Channel,
        output: Output,
        *,
        deadline: float,
        wall_s: float,
        clean: "Callable[[], RemoteLearner] | None" = None,
        hall: Serving | None = None,
    ) -> None:
        self._channel = channel
        self._output = output
        self._deadline = deadline
        self._wall_s = wall_s
        self._clean = clean
        self._hall = hall
        self.printed = bytearray()
        self.dropped = False
        self.gone = False
        self.troubled = False
        """Any request went wrong, in whatever way."""

    def request(self, verb: str, body: dict[str, Any]) -> Any:
        """Ask, lend what is borrowed meanwhile, and wait for the answer."""
        before, self.troubled = self.troubled, True
        try:
            answer = self._converse(verb, body)
        except Late:
            limit = f"{self._wall_s:g} s"
            message = f"It did not finish within {limit}. Look for a loop that never ends or work that grows too fast."
            raise Trouble(Outcome.TIMED_OUT, Crash(error="Timeout", message=message), final=True) from None
        except Interrupted:
            crash = Crash(error="Cancelled", message="A newer submission took its place.")
            raise Trouble(Outcome.CANCELLED, crash, final=True) from None
        except Closed:
            self.gone = True
            crash = Crash(error="ProcessEnded", message="Your code ended its process.")
            raise Trouble(Outcome.CRASHED, crash, final=True) from None
        except Garbled as error:
            self.gone = True  # whatever it sends next would be read as the answer to something else
            crash = Crash(error="Garbled", message=f"Your code wrote to the judge's own channel: {error}.")
            raise Trouble(Outcome.CRASHED, crash, final=True) from None
        else:
            self.troubled = before
            return answer
        finally:
            self._channel.lent.clear()
            self._drain()

    def replay(self, trace: Trace, runs: list[list[torch.Tensor]], constants: list[torch.Tensor]) -> Any:
        """Have a trace run again in the clean process; no trouble there is the submission's end."""
        if self._clean is None:
            raise _not_replayed("there is no clean process to run it again")
        try:
            return self._clean().request("replay", {"trace": to_array(trace), "runs": runs, "constants": constants})
        except (Trouble, Unsendable) as trouble:
            message = trouble.crash.message if isinstance(trouble, Trouble) else str(trouble)
            raise _not_replayed(message) from None

    def serve(self, target: str, args: list[Any], kwargs: dict[str, Any]) -> int:
        """Have it served by a process of its own."""
        if self._hall is None:
            raise _not_replayed("nothing can be served here")
        return self._hall.open(target, args, kwargs)

    def hush(self) -> None:
        """End that process, if there is one."""
        if self._hall is not None:
            self._hall.close()

    def _converse(self, verb: str, body: dict[str, Any]) -> Any:
        self._channel.send(verb, body, deadline=self._deadline)
        while True:
            kind, value = self._channel.receive(deadline=self._deadline)
            if kind == "ok":
                return value
            if kind == "lent":
                self._drain()  # a program that runs for seconds prints more than its pipe holds
                self._lend(value)
            elif kind == "crashed":
                raise _trouble(value)
            elif kind == "unsendable":
                message = f"It returned something that cannot be compared: {_text(value, 'message')}."
                raise Trouble(Outcome.FAILED, Crash(error="Unsendable", message=message), final=False)
            else:
                raise Garbled(f"unknown reply {kind[:40]!r}")

    def _lend(self, request: Any) -> None:
        try:
            function = self._channel.lent[request["id"]]
            result = function(*request["args"], **request["kwargs"])
        except Exception as error:  # noqa: BLE001  whatever the learner passed, it is told and not we
            self._channel.send("refused", f"{type(error).__name__}: {error}", deadline=self._deadline)
        else:
            self._channel.send("ok", result, deadline=self._deadline)

    def _drain(self) -> None:
        """Take what was printed so far, without waiting."""
        room = MAX_OUTPUT - len(self.printed)
        part = self._output.take(room)
        self.printed += part[:room]
        self.dropped = self.dropped or len(part) > room


class LocalLearner:
    """The drill's own solution, or one of its mistakes, in this process."""

    def __init__(self, code: str, name: str, device: str = "cpu", companions: Mapping[str, str] | None = None) -> None:
        self._device = device
        self._workspace = Workspace(name)
        self._workspace.execute(code, companions)
        self._stop: Stop | None = None

    def request(self, verb: str, body: dict[str, Any]) -> Any:
        """Do it here, on copies, as if it had crossed a line."""
        try:
            return _copy(self._workspace.perform(verb, _copy(body, self._device)), "cpu")
        except Exception as error:  # noqa: BLE001  a mistake may raise anything
            raise _trouble(describe_crash(error, self._workspace.filename)) from None

    def replay(self, trace: Trace, runs: list[list[torch.Tensor]], constants: list[torch.Tensor]) -> Any:
        """Run it here: the code is trusted, so its trace is."""
        return self.request("replay", {"trace": to_array(trace), "runs": runs, "constants": constants})

    def serve(self, target: str, args: list[Any], kwargs: dict[str, Any]) -> int:
        """Serve it from a thread of this process."""
        self.hush()
        listener = listen()
        port = int(listener.getsockname()[1])
        try:
            made = self._workspace.names[target](*_copy(args, self._device), **_copy(kwargs, self._device))
            self._stop = run_app(made, listener)
        except Exception as error:  # noqa: BLE001  a mistake may raise anything
            listener.close()
            raise _trouble(describe_crash(error, self._workspace.filename)) from None
        return port

    def hush(self) -> None:
        """End it, if there is one."""
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()


def how_it_ended(code: int) -> tuple[Outcome, str]:
    """Read an exit code, less than 0 for a signal: the outcome it stands for and a sentence for the learner."""
    if code < 0:
        return _how_it_was_killed(-code)
    if code == HUNG_UP:
        return Outcome.CRASHED, "Your code closed its line to the judge. Leave descriptors that you did not open alone."
    return Outcome.CRASHED, "Your code ended its own process (os._exit or similar). Remove that call."


def _how_it_was_killed(number: int) -> tuple[Outcome, str]:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    match name:
        case "SIGXCPU":
            return Outcome.TIMED_OUT, "It used up its processor time. Look for a loop that never ends."
        case "SIGKILL":
            return Outcome.OUT_OF_MEMORY, "The system ended it, most likely because it ran out of memory."
        case "SIGSYS":
            return Outcome.CRASHED, "It tried something that the judge forbids: no computation needs it. Remove it."
        case _:
            said = (signal.strsignal(number) if name.startswith("SIG") else None) or name
            return Outcome.CRASHED, f"The process died: {said}. Native code crashed, perhaps on a bad index."


def _not_replayed(why: str) -> Trouble:
    return Trouble(Outcome.FAILED, Crash(error="Unreplayable", message=why), final=False)


def _trouble(value: Any) -> Trouble:
    """Read a crash report, which is the learner's claim and may be of any shape."""
    reason = _text(value, "reason")
    crash = Crash(
        error=_text(value, "error") or "Exception",
        message=_text(value, "message"),
        line=_integer(value, "line"),
        source=_text(value, "source"),
        traceback=_text(value, "traceback"),
    )
    outcome = {"absent": Outcome.FAILED, "memory": Outcome.OUT_OF_MEMORY}.get(reason, Outcome.CRASHED)
    return Trouble(outcome, crash, final=False, lineage=_names(value))


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found[:8000] if isinstance(found, str) else ""


def _names(value: Any) -> tuple[str, ...]:
    found = value.get("lineage") if isinstance(value, dict) else None
    return tuple(name for name in found[:16] if isinstance(name, str)) if isinstance(found, list) else ()


def _integer(value: Any, key: str) -> int:
    found = value.get(key) if isinstance(value, dict) else None
    return found if type(found) is int and 0 <= found <= MAX_LINE else 0


def _copy(value: Any, device: str) -> Any:
    if isinstance(value, torch.Tensor):
        copied = value.detach().clone(memory_format=torch.preserve_format).to(device)
        return copied.requires_grad_(value.requires_grad)
    if isinstance(value, np.ndarray | np.generic):
        return np.array(value, order="K")
    if isinstance(value, list | tuple):
        items = [_copy(item, device) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {key: _copy(item, device) for key, item in value.items()}
    return value.function if isinstance(value, Lent) else value
