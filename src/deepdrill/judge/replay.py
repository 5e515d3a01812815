"""Runs a trace again, in a process where no learner's code runs, on inputs that the checker chose.

Only operators on the list run: plain arithmetic, reductions, views, copies, products, and a few named built-ins. None
reads a file, draws random numbers, or does what only its own kernel knows. What is not on the list is not bad, only
not certified. Whether the outputs are the right ones is decided by whoever asked.
"""

from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.trace import Argument, Many, Recorder, Step, Trace, Value, Word, to_array, values_of

__all__ = ["Unreplayable", "is_replayable", "replay"]

ELEMENTWISE = """
    abs absolute acos acosh add addcdiv addcmul angle asin asinh atan atan2 atanh bitwise_and bitwise_left_shift
    bitwise_not bitwise_or bitwise_right_shift bitwise_xor ceil clamp clamp_max clamp_min clip copysign cos cosh
    deg2rad digamma div divide eq erf erfc erfinv exp exp2 expm1 fill floor floor_divide fmax fmin fmod frac ge
    greater greater_equal gt heaviside hypot isfinite isinf isnan isneginf isposinf ldexp le lerp less less_equal
    lgamma log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logit lt
    masked_fill maximum minimum mul multiply nan_to_num ne neg negative not_equal pow rad2deg reciprocal relu
    remainder round rsqrt rsub sgn sigmoid sign signbit sin sinc sinh sqrt square sub subtract tan tanh threshold
    true_divide trunc where xlogy zero
"""
REDUCTIONS = """
    all amax amin aminmax any argmax argmin argsort bincount count_nonzero cummax cummin cumprod cumsum diff dist
    equal kthvalue linalg_vector_norm max mean median min mode nansum norm prod sort std std_mean sum topk trace
    trapezoid unique_dim _unique2 unique_consecutive var var_mean is_nonzero item _local_scalar_dense allclose
    isclose
"""
PRODUCTS = """
    addbmm addmm addmv addr baddbmm bmm conv1d conv2d conv3d convolution dot einsum ger inner linear linalg_vecdot
    matmul mm mv outer tensordot vdot _convolution
"""
VIEWS = """
    _reshape_alias _unsafe_view alias as_strided broadcast_to chunk detach diagonal expand expand_as flatten
    lift_fresh movedim narrow permute reshape reshape_as select slice split split_with_sizes squeeze swapaxes t
    transpose unbind unflatten unfold unsqueeze view view_as
"""
COPIES = """
    _to_copy arange cat clone concat constant_pad_nd contiguous copy diag diag_embed empty empty_like empty_strided
    eye flip full full_like gather im2col col2im index index_add index_copy index_fill index_put index_select lift
    linspace masked_scatter masked_select new_empty new_empty_strided new_full new_ones new_zeros nonzero one_hot
    ones ones_like pad repeat repeat_interleave resolve_conj resolve_neg roll rot90 scalar_tensor scatter
    scatter_add scatter_reduce select_scatter slice_scatter stack take take_along_dim tile to tril tril_indices triu
    triu_indices tensor_split zeros zeros_like hstack vstack
"""
BUILT_INS = """
    _log_softmax _safe_softmax _softmax avg_pool2d binary_cross_entropy elu embedding gelu glu hardtanh leaky_relu
    log_sigmoid_forward log_softmax logcumsumexp logsumexp max_pool2d_with_indices mse_loss native_batch_norm
    native_group_norm native_layer_norm nll_loss_forward silu softmax softplus
"""

FREE = frozenset((VIEWS + COPIES).split())
"""What moves data and computes nothing."""
LISTED = FREE | frozenset((ELEMENTWISE + REDUCTIONS + PRODUCTS + BUILT_INS).split())
WORDS = {"dtype": torch.dtype, "layout": torch.layout, "memory_format": torch.memory_format}


class Unreplayable(Exception):  # noqa: N818  a finding, not an error of ours
    """The trace cannot be run again; the message is a clause that says why."""


def is_replayable(operator: str) -> bool:
    """Say whether an operator, such as "aten::add_", is on the list."""
    return plain_name(operator) in LISTED


def plain_name(operator: str) -> str:
    """Give an operator's name as the lists have it: without namespace, "in place" and "for each"."""
    namespace, _, name = operator.partition("::")
    if namespace != "aten":
        return operator
    bare = name.removeprefix("_foreach_")
    return bare if bare in LISTED else bare.removesuffix("_")


def replay(trace: Trace, runs: Sequence[Sequence[torch.Tensor]], constants: Sequence[torch.Tensor]) -> dict[str, Any]:
    """Run a trace on inputs of its own, once for each; give the outputs, and the trace of the first run as plain data.

    Raises:
        Unreplayable: an operator is not on the list or does not run.
    """
    stranger = next((step.operator for step in trace.steps if not is_replayable(step.operator)), None)
    if stranger is not None:
        raise Unreplayable(f"{stranger} is not among the operators that are run again")
    done = _last_uses(trace)
    recorder = Recorder(runs[0])
    with torch.no_grad():
        with recorder:
            outputs = [_run_all(trace, done, runs[0], constants)]
        own, _ = recorder.tell(outputs[0])
        outputs += [_run_all(trace, done, inputs, constants) for inputs in runs[1:]]
    return {"outputs": outputs, "trace": to_array(own)}


def _run_all(
    trace: Trace, done: dict[int, list[int]], inputs: Sequence[torch.Tensor], constants: Sequence[torch.Tensor]
) -> list[torch.Tensor]:
    numbers = [*trace.inputs, *trace.constants]
    fresh = [constant.clone() for constant in constants]  # the run may write into them
    values = dict(zip(numbers, [*inputs, *fresh], strict=True))
    for index, step in enumerate(trace.steps):
        _run(step, values)
        for number in done.get(index, ()):
            values.pop(number, None)
    try:
        return [values[number] for number in trace.outputs]
    except KeyError:
        raise Unreplayable("an output is made by no operator of the trace") from None


def _run(step: Step, values: dict[int, torch.Tensor]) -> None:
    try:
        operator = getattr(getattr(torch.ops.aten, step.operator.partition("::")[2]), step.overload or "default")
        args = [_read(argument, values) for argument in step.args]
        returned = operator(*args, **{name: _read(argument, values) for name, argument in step.kwargs.items()})
    except (AttributeError, KeyError, RuntimeError, IndexError, TypeError, ValueError) as error:
        raise Unreplayable(f"{step.operator} does not run again ({str(error)[:200]})") from None
    results = zip(step.results, _flat(returned), strict=False)
    values.update({number: result for number, result in results if isinstance(result, torch.Tensor)})


def _read(argument: Argument, values: dict[int, torch.Tensor]) -> Any:
    match argument:
        case Value(number):
            return values[number]
        case Many(items):
            return [_read(item, values) for item in items]
        case Word("device", _):
            return torch.device("cpu")
        case Word(kind, name):
            word = getattr(torch, name, None)
            if kind not in WORDS or not isinstance(word, WORDS[kind]):
                raise ValueError(f"{name} is no {kind}")
            return word
        case _:
            return argument


def _flat(returned: Any) -> list[Any]:
    if isinstance(returned, list | tuple):
        return [leaf for item in returned for leaf in _flat(item)]
    return [returned]


def _last_uses(trace: Trace) -> dict[int, list[int]]:
    """Give the values that nobody asks for after a step, by that step."""
    last: dict[int, int] = {}
    for index, step in enumerate(trace.steps):
        used = [value.number for value in values_of([*step.args, *step.kwargs.values()])]
        last.update(dict.fromkeys([*used, *step.results], index))
    done: dict[int, list[int]] = {}
    for number, index in last.items():
        if number not in trace.outputs:
            done.setdefault(index, []).append(number)
    return done
