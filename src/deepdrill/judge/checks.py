"""What an author writes checks with: `check` marks one claim, `Trial` lets it try a submission.

    @check
    def matches_the_definition(trial: Trial) -> None:
        \"\"\"softmax(QKᵀ/√d)·V for any batch, length and width.\"\"\"
        q, k, v = trial.normal(2, 3, 5), trial.normal(2, 4, 5), trial.normal(2, 4, 6)
        trial.same(trial.call("attention", q, k, v), oracle(q, k, v), terms=5)

A check draws its inputs from its own seeded generator, so that a failure can be replayed, asks the submission, and
compares with `same` and `require`. It never computes with what a submission returned before comparing it, since that
may be of any kind; where it does, and that raises, the drill's solution decides whose fault it was (see `checker`).
"""

import hashlib
import random
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from deepdrill.judge.compare import agree, compare
from deepdrill.judge.instruments import Measured, measure, vary
from deepdrill.judge.learners import Learner, Trouble
from deepdrill.judge.logbook import Logbook
from deepdrill.judge.serving import Reply, ask
from deepdrill.judge.show import show
from deepdrill.judge.verdict import Failure, Outcome, Row, Shown
from deepdrill.judge.wire import Handle, Lent

__all__ = [
    "RETRAININGS",
    "Check",
    "CheckFailed",
    "Gradients",
    "Loan",
    "Remote",
    "Service",
    "Training",
    "Trial",
    "Unlike",
    "check",
]

RETRAININGS = 2
"""Hidden seeds that a program is trained with for one verdict: what works by luck seldom does so twice."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One claim of the prompt and the function that tests it."""

    name: str
    claim: str
    run: Callable[["Trial"], None]


class CheckFailed(Exception):  # noqa: N818  a finding, not an error of ours
    """The claim does not hold for this submission."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Unlike(Exception):  # noqa: N818  what diagnosis looks for, not an error
    """The results are not those of the submission that they were to be like."""


def check(function: Callable[["Trial"], None]) -> Check:
    """Make a check of a function: its name is the check's name, the first line of its docstring the claim."""
    claim = (function.__doc__ or "").strip().partition("\n")[0]
    return Check(name=function.__name__, claim=claim, run=function)


@dataclass(frozen=True, kw_only=True)
class Gradients:
    """What came back from a backward pass in the submission's process."""

    output: Any
    inputs: tuple[torch.Tensor | None, ...]
    """One per argument asked for; None where the output does not depend on it."""
    parameters: dict[str, torch.Tensor | None]


@dataclass(frozen=True, kw_only=True)
class Training:
    """One training of a submission's program."""

    model: "Remote"
    """What its `train` returned; it stays over there."""
    rows: tuple[Row, ...]
    """What it logged, which is the submission's claim."""
    seed: int


class _Counted:
    """A function that counts its calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.calls = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        return self._function(*args, **kwargs)


@dataclass(frozen=True)
class Loan(Lent):
    """A callable of the check's, lent to the submission."""

    function: _Counted

    def __repr__(self) -> str:
        """Say what it is, as for `Remote`."""
        return "a function of the judge's"

    @property
    def calls(self) -> int:
        """How often the submission has called it; counted on our side, out of its reach."""
        return self.function.calls


@dataclass
class _Call:
    """The last thing asked, for the report of a failure."""

    target: str = ""
    method: str = ""
    kind: str = ""
    """Class of the object whose method was called; empty for a function."""
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


class Trial:
    """One submission in front of one check.

    Args:
        learner: whom to ask.
        name: of the check; each check has its own stream of random numbers.
        seed: of the submission.
        like: results of another submission; the trial ends with `Unlike` at the first one that differs.
        table: path of the learner's own table, in a case that tries it.
    """

    def __init__(
        self, learner: Learner, *, name: str, seed: int, like: list[Any] | None = None, table: str = ""
    ) -> None:
        self._learner = learner
        self.table = table
        self._last = _Call()
        self._label = ""
        self._like = like
        self.seen: list[Any] = []
        """What came back, in order: the behaviour that diagnosis compares."""
        self.measured: list[Measured] = []
        """What was measured, in order."""
        own_seed = zlib.crc32(f"{seed}/{name}".encode())
        self.rng = torch.Generator().manual_seed(own_seed)
        self.dice = random.Random(own_seed)  # noqa: S311  fresh inputs, not secrets
        # Theirs tells nothing of ours: a submission that could undo it would know what a check draws next.
        theirs = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self._ask("seed", {"seed": int.from_bytes(theirs[:4]) % 2**31}, keep=False)

    # -- drawing inputs ------------------------------------------------------------------------------------------

    def normal(
        self, *shape: int, scale: float = 1.0, shift: float = 0.0, dtype: torch.dtype = torch.float32
    ) -> torch.Tensor:
        """Draw from a normal distribution."""
        return (torch.randn(shape, generator=self.rng, dtype=torch.float64) * scale + shift).to(dtype)

    def uniform(self, *shape: int, low: float, high: float, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Draw uniformly from [low, high)."""
        return (torch.rand(shape, generator=self.rng, dtype=torch.float64) * (high - low) + low).to(dtype)

    def integers(self, *shape: int, low: int, high: int) -> torch.Tensor:
        """Draw int64 uniformly from [low, high)."""
        return torch.randint(low, high, shape, generator=self.rng)

    def mask(self, *shape: int, keep: float = 0.5) -> torch.Tensor:
        """Draw booleans that are True with probability `keep`."""
        return torch.rand(shape, generator=self.rng) < keep

    def array(self, *shape: int, scale: float = 1.0, shift: float = 0.0, dtype: str = "float64") -> Any:
        """Draw a NumPy array from a normal distribution."""
        return self.normal(*shape, scale=scale, shift=shift, dtype=torch.float64).numpy().astype(np.dtype(dtype))

    def size(self, low: int, high: int) -> int:
        """Draw a size from low to high, both included."""
        return self.dice.randint(low, high)

    # -- asking the submission -----------------------------------------------------------------------------------

    def call(self, name: str, *args: Any, random: bool = False, **kwargs: Any) -> Any:
        """Call a function of the submission and give what it returned, as plain data.

        Args:
            name: of the function.
            args: tensors, arrays, plain values, or what `make` and `place` gave.
            random: the result depends on the submission's own random numbers, so it is not behaviour to compare
                mistakes by; `note` what is.
            kwargs: as args.
        """
        return self._call(name, None, "", args, kwargs, keep=not random)

    def make(self, name: str, *args: Any, **kwargs: Any) -> "Remote":
        """Call a class (or function) of the submission and keep the object there."""
        self._last = _Call(target=name, args=args, kwargs=kwargs)
        handle = self._ask("make", self._body(name, None, args, kwargs), keep=False)
        if not isinstance(handle, Handle):
            self.fail(f"{name} did not give an object.")
        return Remote(self, handle)

    def read(self, name: str, *, random: bool = False) -> Any:
        """Read a name that the submission binds at module level, such as a constant; `random` as for `call`."""
        return self._ask("read", {"target": name, "name": ""}, keep=not random)

    def place(self, value: Any) -> "Remote":
        """Put a tensor into the submission's process and keep hold of it there."""
        return Remote(self, self._ask("place", {"value": value}, keep=False))

    def gradients(
        self,
        name: str,
        *args: Any,
        wrt: tuple[int, ...] = (0,),
        cotangent: torch.Tensor | None = None,
        pick: int | None = None,
        **kwargs: Any,
    ) -> Gradients:
        """Call a function and pull a cotangent back through it by autograd.

        Args:
            name: of the function.
            args: its arguments.
            wrt: positions of the tensors to take gradients with respect to.
            cotangent: gradient of a loss with respect to the output, of the output's shape; None for a scalar.
            pick: index of the output to differentiate where several are returned.
            kwargs: as args.
        """
        return self._gradients(name, None, "", args, kwargs, wrt, cotangent, pick)

    def serve(self, name: str, *args: Any, **kwargs: Any) -> "Service":
        """Have the web application that a function of the submission makes served by a process of its own.

        It listens on this machine alone, is really called over HTTP, and ends with the check. A start that fails is the
        submission's failure.
        """
        self._last = _Call(target=name, args=args, kwargs=kwargs)
        body = _unwrap({"args": list(args), "kwargs": kwargs})
        try:
            port = self._learner.serve(name, body["args"], body["kwargs"])
        except Trouble as trouble:
            self._keep(f"trouble: {trouble.crash.error}")
            raise
        return Service(self, port)

    def launch(self, kernel: str, grid: tuple[int, ...], *args: Any, **kwargs: Any) -> None:
        """Run a Triton kernel of the submission over a grid; what it writes to is a tensor that was placed (`place`).

        Args:
            kernel: its name.
            grid: how many programs along each axis.
            args: of the kernel; tensors, what `place` gave, and numbers.
            kwargs: as args; the kernel's `constexpr` parameters among them.
        """
        body = self._body(kernel, "__getitem__", (grid,), {})
        self._last = _Call(target=kernel, args=args, kwargs=kwargs)
        try:
            handle = self._ask("make", body, keep=False)
        except Trouble as trouble:
            if trouble.outcome is Outcome.FAILED:
                self.fail(f"{kernel} is no Triton kernel: decorate it with @triton.jit.")
            raise
        Remote(self, handle)(*args, random=True, **kwargs)

    def after(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        """Call a function and give its positional arguments as they are afterwards."""
        self._last = _Call(target=name, args=args, kwargs=kwargs)
        found = self._ask("after", self._body(name, None, args, kwargs), keep=True)
        given = found.get("args") if isinstance(found, dict) else None
        return tuple(given) if isinstance(given, list) else ()

    def raises(self, error: str, name: str, *args: Any, **kwargs: Any) -> None:
        """Fail unless a call raises an exception of a class of that name, or of one derived from it."""
        try:
            found = self._call(name, None, "", args, kwargs, keep=True)
        except Trouble as trouble:
            if error in trouble.lineage:
                return
            raise
        self.fail(f"{name} must raise {error} here; it returned {show('', found).kind}.")

    def lend(self, function: Callable[..., Any]) -> Loan:
        """Make a callable of the check's that the submission may call, such as a model to decode from.

        What is lent says how often the submission has called it: `.calls`.
        """
        return Loan(_Counted(function))

    def retrained(self, times: int = RETRAININGS) -> Iterator[Training]:
        """Train the submission's program from hidden seeds, one after the other: `train(seed, log)`."""
        for _ in range(times):
            yield self.train(self.dice.randrange(2**31))

    def train(self, seed: int) -> Training:
        """Train the submission's program once."""
        log = Logbook()
        model = self.make("train", seed, Lent(log))
        return Training(model=model, rows=tuple(log.rows), seed=seed)

    def measure(
        self, name: str, *args: Any, again: tuple[Any, ...] | None = None, random: bool = False, **kwargs: Any
    ) -> Measured:
        """Call a function and measure what it costs: see `instruments.Measured`.

        Args:
            name: of the function.
            args: its arguments.
            again: other positional arguments of the same shapes, on which the measurement is proven; the same ones,
                the entries of each tensor of real numbers in another order, where None.
            random: as for `call`: what it returns is not behaviour to compare mistakes by.
            kwargs: as args.
        """
        self._last = _Call(target=name, args=args, kwargs=kwargs)
        return self._measure(name, args, kwargs, again, keep=not random)

    # -- judging -------------------------------------------------------------------------------------------------

    def same(
        self,
        seen: Any,
        expected: Any,
        *,
        what: str = "the output",
        terms: int = 1,
        scale: float | None = None,
        relative: float | None = None,
    ) -> None:
        """Fail unless two values agree in kind, shape, dtype and, within the tolerance, in every entry.

        Args:
            seen: what the submission gave.
            expected: what it should be; a tensor's dtype is demanded as well.
            what: names the value in the message.
            terms: how many terms each entry sums; see `compare.tolerance`.
            scale: size of the terms; the largest expected entry where None.
            relative: a relative tolerance to use instead; say why in a comment.
        """
        found = compare(seen, expected, terms=terms, scale=scale, relative=relative)
        if found is not None:
            raise CheckFailed(
                self._failure(
                    f"{what[:1].upper()}{what[1:]} {found.message}{self._where()}.",
                    expected=show("expected", expected),
                    seen=show("seen", seen),
                    largest=found.largest,
                    tolerance=found.tolerance,
                )
            )

    def require(self, holds: bool, message: str, *, seen: Any = None) -> None:  # noqa: FBT001  reads as an assertion
        """Fail with a sentence unless a condition holds."""
        if not holds:
            raise CheckFailed(self._failure(message, seen=None if seen is None else show("seen", seen), expected=None))

    def fail(self, message: str) -> None:
        """Fail with a sentence."""
        self.require(False, message)  # noqa: FBT003

    def without(self, measured: Measured, *patterns: str) -> None:
        """Fail if a measured call used a built-in, such as `instruments.ATTENTION`."""
        found = measured.uses(*patterns)
        if found:
            names = [name.removeprefix("aten::") for name in found]
            public = [name for name in names if not name.startswith("_")] or names
            self.fail(f"It calls a built-in that this drill asks you to write yourself: {public[0]}.")

    def note(self, value: Any) -> None:
        """Record something as behaviour to compare mistakes by, where the results themselves are random."""
        self._keep(value)

    @contextmanager
    def case(self, label: str) -> Iterator[None]:
        """Name the situation, such as "a fully masked row", in the messages of failures inside."""
        before, self._label = self._label, label
        yield
        self._label = before

    # -- inside --------------------------------------------------------------------------------------------------

    def _call(
        self,
        target: Any,
        method: str | None,
        kind: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        keep: bool,
    ) -> Any:
        name = target if isinstance(target, str) else ""
        self._last = _Call(target=name, method=method or "", kind=kind, args=args, kwargs=kwargs)
        return self._ask("call", self._body(target, method, args, kwargs), keep=keep)

    def _measure(
        self,
        target: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        again: tuple[Any, ...] | None,
        *,
        keep: bool,
    ) -> Measured:
        later = (vary(args, self.dice), vary(kwargs, self.dice)) if again is None else (again, kwargs)
        bodies = [_unwrap(self._body(target, None, *given)) for given in ((args, kwargs), later)]
        try:
            measured = measure(self._learner, *bodies)
        except Trouble as trouble:
            self._keep(f"trouble: {trouble.crash.error}")
            raise
        if keep:
            self._keep(measured.output)
        self.measured.append(measured)
        return measured

    def _gradients(
        self,
        target: Any,
        method: str | None,
        kind: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        wrt: tuple[int, ...],
        cotangent: torch.Tensor | None,
        pick: int | None,
    ) -> Gradients:
        name = target if isinstance(target, str) else ""
        self._last = _Call(target=name, method=method or "", kind=kind, args=args, kwargs=kwargs)
        body = self._body(target, method, args, kwargs)
        found = self._ask("gradients", body | {"wrt": list(wrt), "cotangent": cotangent, "pick": pick}, keep=True)
        self.require(isinstance(found, dict) and "output" in found, "No gradient came back.")
        inputs, parameters = found.get("inputs"), found.get("parameters")
        if not isinstance(inputs, list) or not isinstance(parameters, dict) or len(inputs) != len(wrt):
            if cotangent is not None and isinstance(found["output"], torch.Tensor):
                shape, wanted = tuple(found["output"].shape), tuple(cotangent.shape)
                self.require(shape == wanted, f"The output has the shape {shape} where {wanted} is expected.")
            self.fail(
                "No gradient flows from the output back to the inputs: something on the way leaves autograd "
                "(detach, item, numpy, no_grad, or a new tensor made from numbers)."
            )
        return Gradients(output=found["output"], inputs=tuple(inputs), parameters=parameters)

    def _body(self, target: Any, method: str | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        return {"target": target, "method": method, "args": list(args), "kwargs": kwargs}

    def _ask(self, verb: str, body: dict[str, Any], *, keep: bool) -> Any:
        try:
            value = self._learner.request(verb, _unwrap(body))
        except Trouble as trouble:
            self._keep(f"trouble: {trouble.crash.error}")
            raise
        if keep:
            self._keep(value)
        return value

    def _keep(self, value: Any) -> None:
        index = len(self.seen)
        if self._like is not None and not (index < len(self._like) and agree(value, self._like[index])):
            raise Unlike
        self.seen.append(value)

    def last_call(self, names: Callable[[str, str], tuple[str, ...]]) -> tuple[str, tuple[Shown, ...]]:
        """Write the last call as the learner would, with its inputs.

        Args:
            names: gives the parameter names of a function, or of a class and its method.
        """
        last = self._last
        owner = last.target or last.kind
        parameters = list(names(owner, last.method))
        parameters += [f"argument {index + 1}" for index in range(len(parameters), len(last.args))]
        given = list(zip(parameters, last.args, strict=False))
        shown = tuple(show(name, value) for name, value in [*given, *last.kwargs.items()])
        text = ", ".join([name for name, _ in given] + [f"{name}={name}" for name in last.kwargs])
        prefix = f"{owner[:1].lower()}{owner[1:]}" if last.method and not last.target else owner
        method = "" if last.method in ("", "__call__") else f".{last.method}"
        return (f"{prefix}{method}({text})" if owner else ""), shown

    def _failure(
        self,
        message: str,
        *,
        expected: Shown | None,
        seen: Shown | None,
        largest: float | None = None,
        tolerance: float | None = None,
    ) -> Failure:
        return Failure(message=message, expected=expected, seen=seen, largest_difference=largest, tolerance=tolerance)

    def _where(self) -> str:
        return f" ({self._label})" if self._label else ""


class Service:
    """A web application of the submission, as it answers over HTTP."""

    def __init__(self, trial: Trial, port: int) -> None:
        self._trial = trial
        self.port = port

    def get(self, path: str) -> Reply:
        """Get a path."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Any) -> Reply:
        """Post a body as JSON; text goes as it is, so that it need not be JSON."""
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Any) -> Reply:
        reply = ask(self.port, method, path, body=body)
        self._trial.note([reply.status, reply.body])
        return reply


class Remote:
    """An object that lives in the submission's process: a module, an optimizer, a tensor."""

    def __init__(self, trial: Trial, handle: Handle) -> None:
        self._trial = trial
        self.handle = handle

    def __repr__(self) -> str:
        """Say what it is; it is shown to learners among the inputs of a failed call."""
        return f"your {self.handle.kind}"

    def __call__(self, *args: Any, random: bool = False, **kwargs: Any) -> Any:
        """Call it."""
        return self.method("__call__", *args, random=random, **kwargs)

    def method(self, name: str, *args: Any, random: bool = False, **kwargs: Any) -> Any:
        """Call one of its methods."""
        return self._trial._call(self.handle, name, self.handle.kind, args, kwargs, keep=not random)  # noqa: SLF001

    def make(self, name: str, *args: Any, **kwargs: Any) -> "Remote":
        """Call one of its methods and keep what it gives there; `"__getitem__", 1` keeps a part of a tuple."""
        body = self._trial._body(self.handle, name, args, kwargs)  # noqa: SLF001
        return Remote(self._trial, self._trial._ask("make", body, keep=False))  # noqa: SLF001

    def measure(
        self, *args: Any, again: tuple[Any, ...] | None = None, random: bool = False, **kwargs: Any
    ) -> Measured:
        """Call it and measure what that costs; see `Trial.measure`."""
        last = _Call(method="__call__", kind=self.handle.kind, args=args, kwargs=kwargs)
        self._trial._last = last  # noqa: SLF001
        return self._trial._measure(self.handle, args, kwargs, again, keep=not random)  # noqa: SLF001

    def read(self, name: str = "", *, random: bool = False) -> Any:
        """Read an attribute by its dotted path, or the object itself; `random` as for `Trial.call`."""
        return self._trial._ask("read", {"target": self.handle, "name": name}, keep=not random)  # noqa: SLF001

    def write(self, name: str, value: Any) -> None:
        """Set an attribute, such as a parameter's `grad`."""
        self._trial._ask("write", {"target": self.handle, "name": name, "value": value}, keep=False)  # noqa: SLF001

    def state(self) -> dict[str, torch.Tensor]:
        """Read a module's parameters and buffers; not behaviour, since they start random."""
        found = self._trial._ask("state", {"target": self.handle}, keep=False)  # noqa: SLF001
        self._trial.require(isinstance(found, dict), "The object has no state_dict: it is not a torch module.")
        return dict(found)

    def load(self, state: dict[str, torch.Tensor]) -> None:
        """Set a module's parameters and buffers by name; a missing name fails with the names there are."""
        self._trial._ask("load", {"target": self.handle, "state": state}, keep=False)  # noqa: SLF001

    def gradients(
        self,
        *args: Any,
        wrt: tuple[int, ...] = (0,),
        cotangent: torch.Tensor | None = None,
        pick: int | None = None,
        **kwargs: Any,
    ) -> Gradients:
        """Call a module and pull a cotangent back to its inputs and parameters."""
        return self._trial._gradients(  # noqa: SLF001
            self.handle, None, self.handle.kind, args, kwargs, wrt, cotangent, pick
        )


def _unwrap(value: Any) -> Any:
    if isinstance(value, Remote):
        return value.handle
    if isinstance(value, list | tuple):
        items = [_unwrap(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {key: _unwrap(item) for key, item in value.items()}
    return value
