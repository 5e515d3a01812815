"""Checks of rotary positions against an oracle that turns one pair after the other as a complex number."""

import cmath
import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [((), 1, 2), ((), 3, 4), ((2,), 5, 6), ((3, 2), 4, 10)]  # leading, n, d: small first


def oracle(x: torch.Tensor, positions: torch.Tensor, base: float = 10000.0, turn: float = 1.0) -> torch.Tensor:
    """Multiply pair i at position p by exp(1j·p·base^(-2i/d)), in Python's complex numbers."""
    d = x.shape[-1]
    where = positions.expand(x.shape[:-1]).reshape(-1).tolist()
    rows = []
    for row, p in zip(x.double().reshape(-1, d).tolist(), where, strict=True):
        out = []
        for i in range(d // 2):
            turned = complex(row[2 * i], row[2 * i + 1]) * cmath.exp(1j * turn * p * math.pow(base, -2 * i / d))
            out += [turned.real, turned.imag]
        rows.append(out)
    return torch.tensor(rows, dtype=torch.float64).reshape(x.shape).to(x.dtype)


def bound(dtype: torch.dtype, furthest: int) -> float:
    """Give a relative tolerance: a frequency is off by a few ε, and the angle by that times the position."""
    own = torch.finfo(dtype).eps
    wide = torch.finfo(torch.promote_types(dtype, torch.float32)).eps
    return (4.0 if own > 1e-4 else 64.0) * own + 16.0 * wide * furthest


def try_rope(trial: Trial, x: torch.Tensor, positions: torch.Tensor, base: float | None = None) -> None:
    """Compare one call."""
    given = {} if base is None else {"base": base}
    got = trial.call("rope", x, positions, **given)
    trial.same(got, oracle(x, positions, **given), relative=bound(x.dtype, int(positions.max())))


def demand_shape(trial: Trial, got: object, x: torch.Tensor) -> torch.Tensor:
    """Fail unless an output is a tensor of the shape of x; give it in float64."""
    if isinstance(got, torch.Tensor) and got.shape == x.shape:
        return got.double()
    trial.fail(f"The output must be a tensor of the shape of x, {tuple(x.shape)}.")
    raise AssertionError


@check
def neighbouring_features_turn_together(trial: Trial) -> None:
    """Features 2i and 2i+1 turn by position · base^(−2i/d), for any leading dimensions and width."""
    for leading, n, d in SHAPES:
        with trial.case(f"x of shape {(*leading, n, d)}"):
            try_rope(trial, trial.normal(*leading, n, d), torch.arange(n))


@check
def a_quarter_turn_goes_the_right_way(trial: Trial) -> None:
    """At position 1 with width 2 the pair (1, 0) becomes (cos 1, sin 1), and (0, 1) becomes (−sin 1, cos 1)."""
    x = torch.eye(2).reshape(2, 1, 2)
    expected = torch.tensor([[[math.cos(1), math.sin(1)]], [[-math.sin(1), math.cos(1)]]])
    trial.same(trial.call("rope", x, torch.tensor([1])), expected)


@check
def position_zero_changes_nothing(trial: Trial) -> None:
    """A token at position 0 stays as it is."""
    x = trial.normal(2, 3, 8)
    trial.same(trial.call("rope", x, torch.zeros(3, dtype=torch.int64)), x)


@check
def positions_may_be_any(trial: Trial) -> None:
    """An offset, gaps, repeats and another order are honoured: positions say where a token is, not its index."""
    for label, positions in (
        ("an offset, as in decoding", torch.arange(4) + trial.size(5, 20)),
        ("a single position", torch.tensor([trial.size(30, 90)])),
        ("repeats and gaps", torch.tensor([3, 3, 0, 17, 2])),
    ):
        with trial.case(label):
            try_rope(trial, trial.normal(2, 3, len(positions), 6), positions)


@check
def each_item_may_have_its_own_positions(trial: Trial) -> None:
    """Positions of the shapes (b, 1, n) and (b, h, n) broadcast over the leading dimensions of x."""
    for shape in ((3, 1, 4), (3, 2, 4)):
        with trial.case(f"positions of shape {shape}"):
            try_rope(trial, trial.normal(3, 2, 4, 6), trial.integers(*shape, low=0, high=40))


@check
def the_base_sets_the_frequencies(trial: Trial) -> None:
    """Another base gives other frequencies, for all pairs but the first."""
    for base in (100.0, 500000.0):
        with trial.case(f"base={base:g}"):
            try_rope(trial, trial.normal(2, 5, 8), torch.arange(5) * 7, base)


@check
def lengths_are_kept(trial: Trial) -> None:
    """A rotation keeps the length of every pair, so of every vector."""
    x = trial.normal(2, 7, 12)
    got = demand_shape(trial, trial.call("rope", x, torch.arange(7) + 3), x)
    pairs = [value.double().reshape(2, 7, 6, 2).norm(dim=-1).float() for value in (got, x)]
    trial.same(pairs[0], pairs[1], what="the length of the pairs")


@check
def scores_depend_on_the_distance_only(trial: Trial) -> None:
    """The dot product of a query at m and a key at n is the same at m + s and n + s, and not without the turn."""
    q, k = trial.normal(4, 8), trial.normal(5, 8)
    own, other = torch.tensor([0, 3, 9, 14]), torch.tensor([2, 0, 7, 11, 21])
    scores = []
    for shift in (0, 40):
        left = demand_shape(trial, trial.call("rope", q, own + shift), q)
        right = demand_shape(trial, trial.call("rope", k, other + shift), k)
        scores.append((left @ right.T).float())
    wanted = (oracle(q.double(), own) @ oracle(k.double(), other).T).float()
    # Each angle is off by at most a few ε times the position; 8 products of size 1 add up.
    trial.same(scores[1], scores[0], what="the scores after a shift of all positions", relative=2e-3, scale=2.0)
    trial.same(scores[0], wanted, what="the scores", relative=1e-3, scale=2.0)


@check
def half_precision_keeps_far_positions_apart(trial: Trial) -> None:
    """float16 and bfloat16 inputs have angles in float32, also at positions of thousands, and keep their dtype."""
    for dtype in (torch.bfloat16, torch.float16):
        for start in (0, 1001, 4099):
            with trial.case(f"{str(dtype).removeprefix('torch.')}, positions from {start}"):
                try_rope(trial, trial.normal(2, 4, 8, dtype=dtype), torch.arange(4) + start)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 inputs have angles in float64."""
    try_rope(trial, trial.normal(2, 5, 6, dtype=torch.float64), torch.arange(5) + 300)


@check
def gradients_turn_back(trial: Trial) -> None:
    """The gradient of x is the cotangent turned by the opposite angle."""
    for leading, n, d in SHAPES[1:]:
        x, up, positions = trial.normal(*leading, n, d), trial.normal(*leading, n, d), torch.arange(n) + 2
        found = trial.gradients("rope", x, positions, cotangent=up)
        wanted = oracle(up, positions, turn=-1.0)
        trial.same(found.inputs[0], wanted, what="the gradient of x", relative=bound(x.dtype, n + 2))


@check
def an_odd_width_is_refused(trial: Trial) -> None:
    """An odd d raises ValueError."""
    for d in (1, 5):
        trial.raises("ValueError", "rope", trial.normal(2, 3, d), torch.arange(3))


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous inputs are fine, and the arguments are left as they were."""
    x, positions = trial.normal(6, 4, 2).permute(2, 1, 0), torch.arange(8)[1::2]  # (2, 4, 6)
    try_rope(trial, x, positions)
    for name, before, after in zip(("x", "positions"), (x, positions), trial.after("rope", x, positions), strict=True):
        trial.same(after, before, what=f"{name} after the call", relative=0.0)
