"""Instruments: what a call costs is read off a trace, and a trace counts as evidence only where it can be run again."""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from deepdrill.cli.verdict_text import check_line
from deepdrill.content import Drill, Library, find_content_root
from deepdrill.judge import CheckReport, Judge, Outcome, Submission, Verdict
from deepdrill.judge.checks import CheckFailed, Trial
from deepdrill.judge.instruments import ATTENTION, SOFTMAX, Measured, vary
from deepdrill.judge.learners import LocalLearner, Trouble
from deepdrill.judge.replay import LISTED
from deepdrill.judge.trace import Extent, Many, Recorder, Step, Trace, Value, Word, leaves, read_trace, record, to_array
from deepdrill.judge.witness import watch

# torch would import its compiler (1.5 s) with the first call that is traced, only to have it leave the recorder alone.
# Nothing is compiled here. The judge's processes import it once, in `warmth`, and the slow tests below take them so.
Recorder.__torch_dispatch__ = Recorder.__torch_dispatch__.__wrapped__  # type: ignore[attr-defined, method-assign]

NAIVE = """
import math, torch
def f(q, k, v):
    return torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]), -1) @ v
"""

TILED = """
import math, torch
def f(q, k, v, tile=16):
    rows = []
    for own in q.split(tile):
        top = torch.full((tile, 1), -math.inf)
        total, out = torch.zeros(tile, 1), torch.zeros(tile, v.shape[-1])
        for keys, values in zip(k.split(tile), v.split(tile)):
            scores = own @ keys.mT / math.sqrt(q.shape[-1])
            higher = torch.maximum(top, scores.amax(-1, keepdim=True))
            shrink, raised = torch.exp(top - higher), torch.exp(scores - higher)
            total, out, top = total * shrink + raised.sum(-1, keepdim=True), out * shrink + raised @ values, higher
        rows.append(out / total)
    return torch.cat(rows)
"""

HAND_WRITTEN = {
    "in place on its own tensors": """
        s = q @ k.mT
        s /= math.sqrt(q.shape[-1])
        s -= s.amax(-1, keepdim=True)
        s.exp_().div_(s.sum(-1, keepdim=True))
        out = torch.empty(q.shape[0], v.shape[1])
        out[:] = s @ v
        return out""",
    "writes into views": """
        out = torch.zeros(v.shape[1], q.shape[0]).t()
        for i in range(q.shape[0]):
            out[i].add_(torch.softmax(k @ q[i] / math.sqrt(q.shape[-1]), 0) @ v)
        return out""",
    "einsum": """
        s = torch.softmax(torch.einsum("nd,md->nm", q, k) / math.sqrt(q.shape[-1]), -1)
        return torch.einsum("nm,me->ne", s, v)""",
    "without autograd": """
        with torch.inference_mode():
            return torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), -1) @ v""",
    "a table from NumPy": """
        table = torch.from_numpy(np.full((1, 1), math.sqrt(q.shape[-1]), dtype=np.float32))
        return torch.softmax(q @ k.mT / table, -1) @ v""",
    "a number read out that does not matter": """
        s = q @ k.mT / math.sqrt(q.shape[-1])
        raised = torch.exp(s - s.max().item())
        return raised / raised.sum(-1, keepdim=True) @ v""",
}

NOT_CERTIFIED = {
    "with other numbers": """
        s = (q @ k.mT).numpy()
        s = np.exp(s - s.max(-1, keepdims=True))
        return torch.from_numpy(s / s.sum(-1, keepdims=True)) @ v""",
    "bernoulli": """
        return torch.nn.functional.dropout(q @ k.mT, 0.5) @ v""",
    "returns no tensor": """
        return float(q.sum())""",
    "more than 20,000 operators": """
        for _ in range(20_010):
            q = -q
        return q""",
}


def function(body: str) -> str:
    """Put lines into f(q, k, v)."""
    return f"import math, torch, numpy as np\ndef f(q, k, v):{body.replace(chr(10) + '    ', chr(10))}\n"


def measured(code: str, n: int = 8, d: int = 4) -> Measured:
    """Measure f of some code on queries, keys and values of n rows."""
    trial = Trial(LocalLearner(code, "submission"), name="any", seed=1)
    return trial.measure("f", *(trial.normal(n, d) for _ in range(3)))


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_a_product_costs_two_operations_a_term() -> None:
    """(n, d) times (d, n) takes 2·n·n·d; moving data costs nothing."""
    assert measured(function("\n        return (q @ k.mT).t().clone()"), n=8, d=4).flops == 2 * 8 * 8 * 4


def test_a_convolution_costs_two_operations_a_tap() -> None:
    """Each output entry takes 2·channels·kernel operations."""
    code = "import torch\ndef f(x, w): return torch.nn.functional.conv2d(x, w)"
    trial = Trial(LocalLearner(code, "submission"), name="any", seed=1)

    cost = trial.measure("f", trial.normal(2, 3, 6, 6), trial.normal(5, 3, 3, 3))

    assert cost.flops == 2 * (2 * 5 * 4 * 4) * 3 * 3 * 3


def test_the_peak_is_what_is_alive_at_once() -> None:
    """A tensor counts from the step that makes it to the last that asks for it; views and arguments do not count."""
    one = 8 * 4 * 4  # bytes of one (8, 4) float32

    chain = measured(function("\n        return q.exp().view(4, 8).sin().cos().t()"))
    kept = measured(function("\n        a, b, c = q.exp(), q.sin(), q.cos()\n        return a + b + c"))

    assert chain.peak_bytes == 2 * one
    assert kept.peak_bytes == 4 * one


@pytest.mark.slow
def test_a_matrix_of_scores_shows_and_a_tile_does_not() -> None:
    """At n = 256 the naive attention holds a matrix of n by n; a tiled one does the same FLOPs in far less memory."""
    naive, tiled = measured(NAIVE, n=256, d=16), measured(TILED, n=256, d=16)

    assert naive.certified
    assert tiled.certified
    assert naive.largest_elements == 256 * 256
    assert tiled.largest_elements <= 256 * 16
    assert naive.peak_bytes > 5 * tiled.peak_bytes
    assert 0.9 < naive.flops / tiled.flops < 1.1


def test_parameters_are_not_what_a_call_makes() -> None:
    """A module's own weights are given, not made."""
    code = "import torch\nclass Net(torch.nn.Linear): pass"
    trial = Trial(LocalLearner(code, "submission"), name="any", seed=1)
    module = trial.make("Net", 64, 2)

    cost = module.measure(trial.normal(3, 64))

    assert cost.certified
    assert cost.largest_elements == 6
    assert cost.flops == 2 * 3 * 64 * 2


# -- evidence --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", HAND_WRITTEN)
def test_right_styles_are_certified(style: str) -> None:
    """Views, writing in place, tables and other habits do not stand in the way of proof."""
    cost = measured(function(HAND_WRITTEN[style]))

    assert cost.certified, cost.why_not
    assert not cost.uses(*ATTENTION)


@pytest.mark.slow
@pytest.mark.parametrize("reason", NOT_CERTIFIED)
def test_what_cannot_be_proven_says_why(reason: str) -> None:
    """Where the trace does not lead to the output the numbers stay a claim, with a reason."""
    cost = measured(function(NOT_CERTIFIED[reason]))

    assert not cost.certified
    assert reason in cost.why_not


def test_a_call_without_real_numbers_is_not_certified() -> None:
    """What cannot be varied proves nothing, unless the author gives other arguments."""
    trial = Trial(LocalLearner("def f(x): return x + x", "submission"), name="any", seed=1)
    x = trial.integers(4, low=0, high=9)

    assert not trial.measure("f", x).certified
    assert trial.measure("f", x, again=(x + 1,)).certified


class Liar:
    """A learner that doctors its trace."""

    def __init__(self, code: str, doctor: Any) -> None:
        self._honest = LocalLearner(code, "submission")
        self._doctor = doctor
        self.replay = self._honest.replay
        self.serve = self._honest.serve
        self.hush = self._honest.hush

    def request(self, verb: str, body: dict[str, Any]) -> Any:
        """Answer, and lie about the trace."""
        found = self._honest.request(verb, body)
        return self._doctor(found) if verb == "trace" else found


def doctored(change: Any) -> Measured:
    """Measure a naive attention whose trace is changed on its way."""

    def doctor(found: dict[str, Any]) -> dict[str, Any]:
        return {**found, "trace": to_array(change(read_trace(found["trace"])))}

    trial = Trial(Liar(NAIVE, doctor), name="any", seed=1)
    return trial.measure("f", *(trial.normal(8, 4) for _ in range(3)))


def test_sizes_that_a_trace_claims_are_not_believed() -> None:
    """The numbers of a certified call are those of the replay, whatever sizes were claimed."""
    cost = doctored(lambda trace: _with(trace, extents=[Extent([1], 1, own.storage, 1) for own in trace.extents]))

    assert cost.certified
    assert cost.largest_elements == 64


def test_a_shortened_trace_is_not_certified() -> None:
    """Steps left out are missed: the outputs are then made by nothing, or differ."""
    cost = doctored(lambda trace: _with(trace, steps=trace.steps[:-1]))

    assert not cost.certified


def test_a_trace_that_makes_nothing_is_not_certified() -> None:
    """An output that comes along as a constant is the output of the first inputs only."""
    code = "import torch\nhidden = {}\ndef f(x):\n    with torch._C._DisableTorchDispatch(): return x.exp()"
    trial = Trial(LocalLearner(code, "submission"), name="any", seed=1)

    cost = trial.measure("f", trial.normal(3))

    assert "with other numbers" in cost.why_not


@pytest.mark.parametrize("trace", [None, 7, np.zeros(5, dtype=np.uint8), np.zeros(3), torch.zeros(3)])
def test_a_garbled_trace_fails_the_check(trace: Any) -> None:
    """Only code that meddles with the recorder hands over what is no trace: the check fails, and says so."""
    learner = Liar(NAIVE, lambda found: {**found, "trace": trace})
    trial = Trial(learner, name="any", seed=1)

    with pytest.raises(Trouble, match="meddled") as caught:
        trial.measure("f", *(trial.normal(8, 4) for _ in range(3)))

    assert caught.value.outcome is Outcome.FAILED


@pytest.mark.slow
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
def test_any_bytes_are_a_trace_or_refused(place: int, byte: int) -> None:
    """A trace with any byte changed is read with every number in range, or refused with ValueError; nothing else."""
    packed = to_array(read(NAIVE)).copy()
    packed[place % len(packed)] = byte
    try:
        trace = read_trace(packed)
    except ValueError:
        return
    assert all(0 <= number < len(trace.extents) for number in trace.outputs)


@pytest.mark.parametrize(
    ("operator", "overload", "args"),
    [
        ("aten::from_file", "", ["/etc/passwd", False, 8]),
        ("aten::normal_", "", [Value(0), 0.0, 1.0]),
        ("prims::exp", "default", [Value(0)]),
        ("aten::exp", "no_such_overload", [Value(0)]),
        ("aten::empty", "memory_format", [Many([1 << 50])]),
        ("aten::as_strided", "", [Value(0), Many([1 << 20]), Many([1 << 20])]),
        ("aten::exp", "", [Word("dtype", "load")]),
    ],
)
def test_a_replay_runs_listed_operators_or_nothing(operator: str, overload: str, args: list[Any]) -> None:
    """A trace made by hand opens no file, takes no memory that there is not, and reads nothing of torch but words."""
    step = Step(operator, overload, args, {}, [-1])
    cost = doctored(lambda trace: _with(trace, steps=[step, *trace.steps]))

    assert operator in cost.why_not


def test_the_report_says_what_is_only_claimed() -> None:
    """A check that could not be certified says so beside its mark."""
    cost = measured(function(NOT_CERTIFIED["with other numbers"])).measurement
    report = CheckReport(name="any", claim="No built-in.", outcome=Outcome.PASSED, measured=cost)

    assert "not certified: with other numbers" in check_line(report).plain


def read(code: str) -> Trace:
    """Trace some code's f."""
    names: dict[str, Any] = {}
    exec(code, names)
    inputs = [torch.ones(8, 4) for _ in range(3)]
    return read_trace(record(lambda: names["f"](*inputs), inputs)["trace"])


def _with(trace: Trace, **changes: Any) -> Trace:
    fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
    return Trace(**(fields | changes))


# -- built-ins -------------------------------------------------------------------------------------------------------


def test_the_witness_sees_other_threads_and_switched_off_modes() -> None:
    """A thread and a disabled dispatcher hide the data flow, but not the names."""
    code = """
import threading, torch
def f(q, k, v):
    found = []
    def work():
        with torch._C._DisableTorchDispatch():
            found.append(torch.nn.functional.scaled_dot_product_attention(q, k, v))
    thread = threading.Thread(target=work)
    thread.start(); thread.join()
    return found[0]
"""
    cost = measured(code)

    assert not cost.certified
    assert "aten::scaled_dot_product_attention" in cost.uses(*ATTENTION)


def test_watching_twice_at_once_is_no_crash() -> None:
    """Where somebody else rides on the profiler already the call runs unwatched."""
    (inner, names), _ = watch(lambda: watch(lambda: 5))

    assert inner == 5
    assert isinstance(names, list)


def test_softmax_is_known_by_all_its_names() -> None:
    """Each public way to a softmax is found, whatever operator it turns into."""
    ways = (
        "torch.softmax(q, -1)", "q.softmax(-1)", "torch.nn.Softmax(-1)(q)", "torch.log_softmax(q, -1).exp()",
        "torch.exp(q - torch.logsumexp(q, -1, keepdim=True))", "torch._softmax(q, -1, False)",
        "torch.special.softmax(q, -1)", "torch.nn.functional.softmin(-q, -1)",
        "torch.nn.functional.cross_entropy(q, q)", "torch.nn.functional.scaled_dot_product_attention(q, k, v)",
    )  # fmt: skip

    assert [way for way in ways if not measured(function(f"\n        return {way}")).uses(*SOFTMAX)] == []


def test_a_built_in_fails_in_words() -> None:
    """The message names the public operator."""
    trial = Trial(LocalLearner(NAIVE, "submission"), name="any", seed=1)
    cost = trial.measure("f", *(trial.normal(8, 4) for _ in range(3)))

    trial.without(cost, *ATTENTION)
    with pytest.raises(CheckFailed, match="write yourself: softmax"):
        trial.without(cost, *SOFTMAX)


def test_every_listed_operator_exists() -> None:
    """A misspelt name would quietly certify nothing."""
    assert [name for name in sorted(LISTED) if not hasattr(torch.ops.aten, name)] == []


# -- around ----------------------------------------------------------------------------------------------------------


def test_varied_arguments_keep_all_but_their_values() -> None:
    """Shapes, dtypes, masks, numbers and memory order stay; the entries of real tensors move."""
    x, mask = torch.arange(6.0).reshape(2, 3).t(), torch.tensor([True, False])

    again = vary([x, {"mask": mask, "n": 3}], random.Random(1))

    assert not torch.equal(again[0], x)
    assert torch.equal(again[0].reshape(-1).sort().values, torch.arange(6.0))
    assert again[0].stride() == x.stride()
    assert again[1]["mask"] is mask
    assert again[1]["n"] == 3


def test_leaves_come_in_order() -> None:
    """Tensors in containers are listed depth first, and nothing else is."""
    one, two = torch.ones(1), torch.ones(2)

    assert [leaf.shape[0] for leaf in leaves({"a": [one, 5], "b": (two, "x", {"c": one})})] == [1, 2, 1]


@pytest.mark.parametrize(("passes", "holds"), [(1, True), (2, False)])
def test_calls_to_what_is_lent_are_counted(passes: int, holds: bool) -> None:  # noqa: FBT001
    """One pass over the data is four calls for four batches, counted where the submission cannot reach."""
    code = "def total(batch, n, passes):\n    return sum(sum(float(batch(i)) for i in range(n)) for _ in range(passes))"
    trial = Trial(LocalLearner(code, "submission"), name="any", seed=1)
    batch = trial.lend(lambda index: torch.tensor(float(index)))

    trial.call("total", batch, 4, passes)

    assert (batch.calls == 4) is holds


# -- the judge for real ----------------------------------------------------------------------------------------------

SNEAKY = "'scaled_dot_' + 'product_attention'"
EVASIONS = {
    "getattr": f"return getattr(torch.nn.functional, {SNEAKY})(q, k, v, attn_mask=mask)",
    "importlib": f"return vars(importlib.import_module('torch.nn.functional'))[{SNEAKY}](q, k, v, attn_mask=mask)",
    "torch.ops": f"return getattr(torch.ops.aten, {SNEAKY})(q, k, v, mask)",
    "a thread": f"""
    found = []
    work = lambda: found.append(getattr(torch.nn.functional, {SNEAKY})(q, k, v, attn_mask=mask))
    thread = threading.Thread(target=work)
    thread.start(); thread.join()
    return found[0]""",
    "a switched-off mode": f"""
    with torch._C._DisableTorchDispatch():
        return getattr(torch.nn.functional, {SNEAKY})(q, k, v, attn_mask=mask)""",
    "eval": f"return eval('torch.nn.functional.' + {SNEAKY})(q, k, v, attn_mask=mask)",
}
NUMPY_DETOUR = """import math, torch, numpy as np
def attention(q, k, v, mask=None):
    s = (q @ k.mT / math.sqrt(q.shape[-1])).detach().numpy()
    s = np.exp(s - s.max(-1, keepdims=True))
    return torch.from_numpy(s / s.sum(-1, keepdims=True)) @ v
"""


@pytest.fixture(scope="module")
def library(shipped: Library) -> dict[str, Drill]:
    """Give the drills."""
    return dict(shipped.drills)


@pytest.fixture(scope="module")
def judge(library: dict[str, Drill]) -> Iterator[Judge]:
    """Start one judge."""
    with Judge(library.__getitem__, hidden=(find_content_root(),), workers=1) as judge:
        yield judge


def attention(judge: Judge, code: str) -> Verdict:
    """Judge an attention."""
    return judge.judge(Submission(drill="attention/scaled-dot-product", code=code, seed=1))


@pytest.mark.slow
@pytest.mark.parametrize("way", EVASIONS)
def test_no_way_around_leads_to_the_built_in(judge: Judge, way: str) -> None:
    """Six ways to call the built-in behind the screening's back: each fails the check that forbids it."""
    head = "import importlib, threading, torch\ndef attention(q, k, v, mask=None):\n    "
    verdict = attention(judge, head + EVASIONS[way])

    report = next(report for report in verdict.checks if report.name == "no_built_in_attention")
    assert verdict.outcome is not Outcome.PASSED
    assert report.outcome is Outcome.FAILED
    assert report.failure is not None
    assert "scaled_dot_product_attention" in report.failure.message


@pytest.mark.slow
def test_the_solution_is_certified_and_a_detour_is_not(judge: Judge, library: dict[str, Drill]) -> None:
    """What is proven passes with evidence; what cannot be proven passes that check and says that it is a claim."""
    folder = library["attention/scaled-dot-product"].folder
    reports = [
        next(report for report in attention(judge, code).checks if report.name == "no_built_in_attention")
        for code in ((folder / "solution.py").read_text(), NUMPY_DETOUR)
    ]

    assert [report.outcome for report in reports] == [Outcome.PASSED] * 2
    assert [report.measured.certified for report in reports if report.measured] == [True, False]


@pytest.mark.slow
def test_measuring_prints_nothing(judge: Judge, library: dict[str, Drill]) -> None:
    """The profiler's own chatter does not end up in what the learner's code printed."""
    verdict = attention(judge, (library["attention/scaled-dot-product"].folder / "solution.py").read_text())

    assert verdict.output == ""
