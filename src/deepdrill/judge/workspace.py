"""Holds a submission's module and objects, and does to them what a checker asks.

The same class serves inside a learner process (where everything it says is a claim) and inside the checker for the
drill's own solution and mistakes (trusted code, run to compare with). It decides nothing about right or wrong.
"""

import linecache
import operator
import random
import socket
import sys
import traceback
import types
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch

from deepdrill.judge.beside import beside
from deepdrill.judge.kernels import be_strict
from deepdrill.judge.replay import replay
from deepdrill.judge.serving import listen, run_app
from deepdrill.judge.trace import leaves, read_trace, record
from deepdrill.judge.wire import Handle
from deepdrill.judge.witness import watch

__all__ = ["Absent", "Workspace", "describe_crash"]

PLAIN = (type(None), bool, int, float, str, torch.Tensor, np.ndarray, np.generic, Handle)


class Absent(Exception):  # noqa: N818
    """The prompt names something that the submission does not have; the message says what."""


class Workspace:
    """The world of one submission.

    Args:
        name: the module's name and, with `.py`, its file name in tracebacks.
    """

    def __init__(self, name: str = "submission") -> None:
        self.filename = f"{name}.py"
        self._module = types.ModuleType(name)
        self._objects: dict[int, Any] = {}
        self._verbs: dict[str, Callable[..., Any]] = {
            "seed": self._seed,
            "call": self._call,
            "make": self._make,
            "place": self._place,
            "read": self._read,
            "write": self._write,
            "state": self._state,
            "load": self._load,
            "gradients": self._gradients,
            "after": self._after,
            "trace": self._trace,
            "replay": self._replay,
            "serve": self._serve,
        }
        self.listener: socket.socket | None = None
        """Where an application of the submission is served, in a process that was handed a socket for it."""

    @property
    def names(self) -> dict[str, Any]:
        """What the submission's module binds."""
        return self._module.__dict__

    def execute(self, code: str, modules: Mapping[str, str] | None = None) -> None:
        """Run the module's top level; whatever it raises comes through.

        Args:
            code: of the submission.
            modules: other files, by name, that it may import.
        """
        linecache.cache[self.filename] = (len(code), None, code.splitlines(keepends=True), self.filename)
        sys.modules[self._module.__name__] = self._module  # dataclasses and pickle look the module up by name
        if modules:
            beside(modules)
        compiled = compile(code, self.filename, "exec", dont_inherit=True)
        exec(compiled, self._module.__dict__)  # noqa: S102  this is what a judge is for
        be_strict()

    def perform(self, verb: str, body: dict[str, Any]) -> Any:
        """Do one thing that a checker asks; the answer is plain, or a handle to what is not."""
        return self._plain(self._verbs[verb](**self._resolve(body)))

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, Handle):
            return self._objects[value.id]
        if isinstance(value, list):
            return [self._resolve(item) for item in value]
        if type(value) is tuple:
            return tuple(self._resolve(item) for item in value)
        if isinstance(value, dict):
            return {key: self._resolve(item) for key, item in value.items()}
        return value

    def _plain(self, value: Any) -> Any:
        if isinstance(value, PLAIN):
            return value
        if isinstance(value, list | tuple):
            items = [self._plain(item) for item in value]
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(value, dict) and all(isinstance(key, str | int) for key in value):
            return {key: self._plain(item) for key, item in value.items()}
        return self._hold(value)

    def _hold(self, value: Any) -> Handle:
        for number, held in self._objects.items():
            if held is value:
                return Handle(number, type(value).__name__)
        number = len(self._objects) + 1
        self._objects[number] = value
        return Handle(number, type(value).__name__)

    def _find(self, target: Any, method: str | None) -> Any:
        owner = target
        if isinstance(target, str):
            if not hasattr(self._module, target):
                raise Absent(f"Your code does not define {target}; the prompt asks for that name.")
            owner = getattr(self._module, target)
        if method is None:
            return owner
        if not hasattr(owner, method):
            raise Absent(f"Your {type(owner).__name__} has no {method}(); the prompt asks for it.")
        return getattr(owner, method)

    def _seed(self, seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002  learners use the global generator
        torch.default_generator.manual_seed(seed)  # torch.manual_seed also queues a stack trace for CUDA, each time

    def _call(self, target: Any, method: str | None, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return self._find(target, method)(*args, **kwargs)

    def _make(self, target: Any, method: str | None, args: list[Any], kwargs: dict[str, Any]) -> Handle:
        return self._hold(self._find(target, method)(*args, **kwargs))

    def _place(self, value: Any) -> Handle:
        return self._hold(value)

    def _read(self, target: Any, name: str) -> Any:
        target = self._find(target, None)  # a name of the module, or the object itself
        try:
            value = operator.attrgetter(name)(target) if name else target
        except AttributeError:
            raise Absent(f"Your {type(target).__name__} has no {name}; the prompt asks for it.") from None
        return value.detach().clone() if isinstance(value, torch.Tensor) else value

    def _write(self, target: Any, name: str, value: Any) -> None:
        setattr(target, name, value)

    def _state(self, target: Any) -> dict[str, Any]:
        state: dict[str, Any] = target.state_dict()
        return {name: value.clone() for name, value in state.items()}

    def _load(self, target: Any, state: dict[str, Any]) -> None:
        own = target.state_dict()
        for name, value in state.items():
            if name not in own:
                names = ", ".join(own) or "none"
                raise Absent(f"Your {type(target).__name__} has no parameter {name}; it has: {names}.")
            if own[name].shape != value.shape:
                wanted, found = tuple(value.shape), tuple(own[name].shape)
                raise Absent(f"{name} has the shape {found}; the prompt's sizes give {wanted}.")
        target.load_state_dict(state, strict=False)

    def _gradients(
        self,
        target: Any,
        method: str | None,
        args: list[Any],
        kwargs: dict[str, Any],
        wrt: list[int],
        cotangent: Any,
        pick: int | None,
    ) -> dict[str, Any]:
        leaves = [args[index].detach().clone().requires_grad_() for index in wrt]
        given = list(args)
        for index, leaf in zip(wrt, leaves, strict=True):
            given[index] = leaf
        function = self._find(target, method)
        parameters = _trainable(function)
        returned = function(*given, **kwargs)
        output = returned if pick is None else returned[pick]
        if not isinstance(output, torch.Tensor) or not output.requires_grad:
            return {"output": output, "inputs": None, "parameters": None}
        if cotangent is not None and cotangent.shape != output.shape:
            return {"output": output, "inputs": None, "parameters": None}
        found = torch.autograd.grad(output, [*leaves, *parameters.values()], grad_outputs=cotangent, allow_unused=True)
        return {
            "output": output,
            "inputs": list(found[: len(leaves)]),
            "parameters": dict(zip(parameters, found[len(leaves) :], strict=True)),
        }

    def _after(self, target: Any, method: str | None, args: list[Any], kwargs: dict[str, Any]) -> Any:
        self._find(target, method)(*args, **kwargs)
        return {"args": list(args), "kwargs": kwargs}

    def _trace(self, target: Any, method: str | None, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Call, and tell which operators ran."""
        function = self._find(target, method)
        owner = function if isinstance(function, torch.nn.Module) else target
        state = [*owner.parameters(), *owner.buffers()] if isinstance(owner, torch.nn.Module) else []
        call = partial(function, *args, **kwargs)
        found, names = watch(lambda: record(lambda: self._plain(call()), leaves([args, kwargs]), state))
        return {**found, "witnessed": names}

    def _serve(self, target: str, args: list[Any], kwargs: dict[str, Any]) -> int:
        """Make an application and serve it until this process ends; give the port."""
        listener = self.listener or listen()
        run_app(self._find(target, None)(*args, **kwargs), listener)
        return int(listener.getsockname()[1])

    def _replay(self, trace: Any, runs: list[list[torch.Tensor]], constants: list[torch.Tensor]) -> dict[str, Any]:
        """Run somebody else's trace; only asked of a process in which no learner's code runs."""
        return replay(read_trace(trace), runs, constants)


def _trainable(function: Any) -> dict[str, torch.Tensor]:
    if not isinstance(function, torch.nn.Module):
        return {}
    return {name: value for name, value in function.named_parameters() if value.requires_grad}


def describe_crash(error: BaseException, filename: str) -> dict[str, Any]:
    """Give an exception's type, message and place in the submission, as plain values."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    last = frames[-1] if frames else None
    memory = isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "allocate memory" in str(error))
    return {
        "error": type(error).__name__,
        "lineage": [ancestor.__name__ for ancestor in type(error).__mro__[:16]],
        "message": _safe_text(error)[:2000],
        "line": (last.lineno or 0) if last else 0,
        "source": ((last.line or "") if last else "")[:500],
        "traceback": "".join(traceback.format_list(frames[-12:]))[:8000],
        "reason": "absent" if isinstance(error, Absent) else "memory" if memory else "crash",
    }


def _safe_text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  a learner's __str__ may raise anything
        return "(its message cannot be printed)"
