"""Measures what a call costs without a clock: operators, FLOPs, bytes alive at the peak, the largest intermediate.

What the learner's process says of itself is a claim. It becomes evidence when a clean process, running the trace again
on the checker's inputs, ends in the outputs that the submission gave: on the inputs of the call, and on others of the
same shapes that came later, so that no number of the first call can have been baked in. Where that cannot be had
(`item()`, NumPy, a thread, a custom kernel, random numbers), the measurement says why it is not certified.
"""

import fnmatch
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from deepdrill.judge.compare import compare
from deepdrill.judge.learners import Learner, Trouble
from deepdrill.judge.replay import FREE, plain_name
from deepdrill.judge.trace import Step, Trace, leaves, read_trace, values_of
from deepdrill.judge.verdict import Crash, Measurement, Outcome

__all__ = ["ATTENTION", "CONVOLUTION", "NORMALIZATION", "SOFTMAX", "Measured", "measure", "vary", "weigh", "worst"]

# Built-ins as patterns of operator names: the public one, which only the witness sees, and what it turns into.
ATTENTION = (
    "aten::*scaled_dot_product*",
    "aten::_safe_softmax*",  # nothing else turns into it
    "aten::*multi_head_attention*",
    "aten::*flash_attention*",
    "aten::*efficient_attention*",
    "aten::_transformer_encoder_layer_fwd",
)
SOFTMAX = ("aten::*softmax*", "aten::log*sumexp", "aten::logcumsumexp", *ATTENTION)
NORMALIZATION = (
    "aten::*batch_norm*",
    "aten::*layer_norm*",
    "aten::*group_norm*",
    "aten::*rms_norm*",
    "aten::*instance_norm*",
)
CONVOLUTION = ("aten::*conv*", "aten::*convolution*")

REPLAYED_ALIKE = 1e-5  # the same kernels on the same numbers; only the alignment of memory may differ


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one call did and cost."""

    output: Any
    operators: frozenset[str]
    """Names such as "aten::mm", of all threads."""
    flops: int
    """Two for each multiplication and addition in a product; one for each entry of anything else that computes."""
    peak_bytes: int
    """The most that was alive at once, the arguments and the module's parameters not counted."""
    largest_elements: int
    """Entries of the largest tensor that was made."""
    why_not: str = ""
    """Why the numbers are only a claim; empty where they are evidence."""

    @property
    def certified(self) -> bool:
        """Say whether the numbers are evidence."""
        return not self.why_not

    def uses(self, *patterns: str) -> list[str]:
        """List the operators that match a pattern such as "aten::*softmax*"."""
        return sorted(name for name in self.operators if any(fnmatch.fnmatchcase(name, each) for each in patterns))

    @property
    def measurement(self) -> Measurement:
        """Give the numbers as the verdict has them."""
        return Measurement(
            certified=self.certified,
            why_not=self.why_not,
            operators=len(self.operators),
            flops=self.flops,
            peak_bytes=self.peak_bytes,
            largest_elements=self.largest_elements,
        )


class _NotCertified(Exception):  # noqa: N818  a finding
    """The numbers stay a claim; the message is a clause that says why."""


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """What a learner's process says of one call."""

    output: Any
    trace: Trace
    constants: list[torch.Tensor]
    state: list[torch.Tensor]
    witnessed: list[str]


def measure(learner: Learner, body: dict[str, Any], again: dict[str, Any]) -> Measured:
    """Have a call traced, and the trace proven.

    Args:
        learner: whom to ask.
        body: target, method, args and kwargs of the call.
        again: the same call with other values of the same shapes.

    Raises:
        Trouble: the call itself went wrong.
    """
    claim = _read(learner.request("trace", body))
    why_not = ""
    try:
        trace = _prove(learner, claim, body, again)
    except _NotCertified as reason:
        trace, why_not = claim.trace, str(reason)
    weight = weigh(trace)
    return Measured(
        output=claim.output,
        operators=frozenset(step.operator for step in trace.steps) | frozenset(claim.witnessed),
        flops=weight.flops,
        peak_bytes=weight.peak_bytes,
        largest_elements=weight.largest_elements,
        why_not=why_not,
    )


def vary(value: Any, dice: random.Random) -> Any:
    """Give other arguments of the same kind: the entries of each tensor of real numbers in another order."""
    if isinstance(value, torch.Tensor):
        return _shuffled(value, dice) if value.is_floating_point() or value.is_complex() else value
    if isinstance(value, list | tuple):
        items = [vary(item, dice) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {key: vary(item, dice) for key, item in value.items()}
    return value


def _shuffled(tensor: torch.Tensor, dice: random.Random) -> torch.Tensor:
    rng = torch.Generator().manual_seed(dice.randrange(2**31))
    order = torch.randperm(tensor.numel(), generator=rng)
    mixed = tensor.detach().reshape(-1)[order].reshape(tensor.shape)
    return torch.empty_like(tensor.detach()).copy_(mixed)  # empty_like keeps the memory's order


# -- proof -----------------------------------------------------------------------------------------------------------


def _read(found: Any) -> _Claim:
    try:
        claim = _Claim(
            output=found["output"],
            trace=read_trace(found["trace"]),
            constants=_tensors(found["constants"]),
            state=_tensors(found["state"]),
            witnessed=[name for name in found["witnessed"] if isinstance(name, str)],
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        message = f"Your code meddled with the instruments that measure it ({error})."
        raise Trouble(Outcome.FAILED, Crash(error="Garbled", message=message), final=False) from None
    return claim


def _tensors(found: Any) -> list[torch.Tensor]:
    if not isinstance(found, list) or not all(isinstance(item, torch.Tensor) for item in found):
        raise ValueError("not a list of tensors")
    return found


def _prove(learner: Learner, claim: _Claim, body: dict[str, Any], again: dict[str, Any]) -> Trace:
    """Give the trace as the clean process ran it; raises `_NotCertified`, or `Trouble` where the end has come."""
    if claim.trace.gap:
        raise _NotCertified(claim.trace.gap)
    if not leaves(claim.output):
        raise _NotCertified("it returns no tensor")
    if not _differ(body, again):
        raise _NotCertified("its arguments hold nothing to vary")
    runs = [[*leaves([given["args"], given["kwargs"]]), *claim.state] for given in (body, again)]
    wanted = (len(claim.trace.inputs), len(claim.trace.constants))
    if any((len(inputs), len(claim.constants)) != wanted for inputs in runs):
        raise _NotCertified("its trace has other inputs than the call")
    try:
        later = learner.request("call", again)
        found = learner.replay(claim.trace, runs, claim.constants)
    except Trouble as trouble:
        if trouble.final:
            raise
        raise _NotCertified(trouble.crash.message.removesuffix(".")) from None
    first, second = found["outputs"]
    if not _alike(first, claim.output):
        raise _NotCertified("the recorded operators do not lead to its output")
    if not _alike(second, later):
        raise _NotCertified("with other numbers the recorded operators do not lead to its output")
    return read_trace(found["trace"])


def _differ(body: dict[str, Any], again: dict[str, Any]) -> bool:
    pairs = zip(leaves([body["args"], body["kwargs"]]), leaves([again["args"], again["kwargs"]]), strict=False)
    return any(not torch.equal(one, other) for one, other in pairs)


def _alike(replayed: list[torch.Tensor], output: Any) -> bool:
    given = leaves(output)
    if len(replayed) != len(given):
        return False
    pairs = zip(replayed, given, strict=True)
    return all(compare(one, other.detach(), relative=_bound(other.dtype)) is None for one, other in pairs)


def _bound(dtype: torch.dtype) -> float:
    return max(REPLAYED_ALIKE, 4 * torch.finfo(dtype).eps) if dtype.is_floating_point else 0.0


# -- weighing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Weight:
    """The numbers of one trace."""

    flops: int
    peak_bytes: int
    largest_elements: int


def weigh(trace: Trace) -> Weight:
    """Read the costs off a trace: each storage lives from the step that makes it to the last that asks for it."""
    given = {trace.extents[number].storage for number in trace.inputs}
    made = [extent for extent in trace.extents if extent.storage not in given]
    return Weight(
        flops=sum(_flops(step, trace) for step in trace.steps),
        peak_bytes=_peak(trace, given),
        largest_elements=max((extent.storage_bytes // max(extent.itemsize, 1) for extent in made), default=0),
    )


def _peak(trace: Trace, given: set[int]) -> int:
    sizes: dict[int, int] = {}
    for extent in trace.extents:
        sizes[extent.storage] = max(sizes.get(extent.storage, 0), extent.storage_bytes)
    born = {trace.extents[number].storage: 0 for number in trace.constants}
    last: dict[int, int] = {}
    for index, step in enumerate(trace.steps):
        for number in _touched(step):
            storage = trace.extents[number].storage
            born.setdefault(storage, index)
            last[storage] = index
    last |= {trace.extents[number].storage: len(trace.steps) for number in trace.outputs}
    changes = [0] * (len(trace.steps) + 2)
    for storage, begin in born.items():
        if storage not in given:
            changes[begin] += sizes[storage]
            changes[last.get(storage, begin) + 1] -= sizes[storage]
    alive = peak = 0
    for change in changes:
        alive += change
        peak = max(peak, alive)
    return peak


def _touched(step: Step) -> list[int]:
    used = [value.number for value in values_of([*step.args, *step.kwargs.values()])]
    return [*used, *(number for number in step.results if number != -1)]


def _flops(step: Step, trace: Trace) -> int:
    name = plain_name(step.operator)
    if name in FREE:
        return 0
    sizes = [math.prod(trace.extents[number].shape) for number in _touched(step)]
    results = sum(math.prod(trace.extents[number].shape) for number in step.results if number != -1)
    tensors = [trace.extents[value.number].shape for value in values_of([*step.args, *step.kwargs.values()])]
    if name in _PRODUCTS and len(tensors) > _PRODUCTS[name]:
        return 2 * results * (tensors[_PRODUCTS[name]] or [1])[-1]
    if name in ("convolution", "_convolution") and len(tensors) > 1:
        return 2 * results * math.prod(tensors[1][1:])
    if "attention" in name and len(tensors) > 2:  # noqa: PLR2004  queries, keys, values
        return 4 * math.prod(tensors[0]) * (tensors[1][-2] if len(tensors[1]) > 1 else 1)
    return max(sizes, default=0)


_PRODUCTS = {
    "mm": 0, "bmm": 0, "mv": 0, "dot": 0, "vdot": 0, "matmul": 0, "linear": 0, "inner": 0,
    "addmm": 1, "addmv": 1, "baddbmm": 1, "addbmm": 1,
}  # fmt: skip
"""Products, and which of their tensors has the summed dimension last."""


def worst(measurements: Sequence[Measured]) -> Measurement | None:
    """Give the measurement that stands for a check: the first that is not certified, else the last."""
    if not measurements:
        return None
    return next((each for each in measurements if not each.certified), measurements[-1]).measurement
