"""Checks of int8 quantisation: exact where inputs lie on a grid, within half a step elsewhere, whole sums."""

from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

HALF = 0.5 + 1e-3
"""Half a step, and what float32 adds to it."""


def on_a_grid(trial: Trial, n: int, k: int, below: int, exponent: int) -> tuple[Any, Any]:
    """Draw numbers near multiples of a power of two that span exactly 255 of them; and the multiples."""
    whole = trial.integers(n, k, low=-below, high=256 - below).numpy()
    whole.flat[0], whole.flat[-1] = -below, 255 - below
    off = trial.uniform(n, k, low=-0.3, high=0.3).numpy().astype(np.float64)
    off.flat[0] = off.flat[-1] = 0.0
    off[(whole == -below) | (whole == 255 - below)] = 0.0
    return ((whole + off) * 2.0**exponent).astype(np.float32), whole


def triple(trial: Trial, seen: Any, n: int, k: int) -> tuple[Any, float, int]:
    """See that what came back is int8, a scale and a whole zero point; give them as plain values."""
    good = isinstance(seen, tuple | list) and len(seen) == 3
    trial.require(good, "quantize_activations must return three things: q, scale and zero.", seen=seen)
    q, scale, zero = seen
    trial.require(
        isinstance(q, np.ndarray) and q.dtype == np.int8 and q.shape == (n, k),
        "q must be int8 and as x in shape.",
        seen=q,
    )
    single = all(np.ndim(one) == 0 and not isinstance(one, str | bool | None) for one in (scale, zero))
    trial.require(single, "scale and zero must be single numbers.", seen=seen)
    trial.require(float(scale) > 0 and float(zero) == int(zero), "scale must be positive and zero a whole number.")
    return q, float(scale), int(zero)


@check
def a_grid_is_hit_exactly(trial: Trial) -> None:
    """Numbers that span 255 equal steps get that step as their scale, and each goes to its nearest multiple."""
    for below, exponent in ((100, 0), (128, -4), (0, -7), (255, 3), (1, -2)):
        x, whole = on_a_grid(trial, 3, 8, below, exponent)
        with trial.case(f"from {-below} to {255 - below} steps of {2.0**exponent:g}"):
            q, scale, zero = triple(trial, trial.call("quantize_activations", x), 3, 8)
            trial.same(scale, 2.0**exponent, what="scale")
            trial.same(zero, below - 128, what="zero")
            trial.same(q, (whole + below - 128).astype(np.int8), what="q")


@check
def nothing_is_off_by_more_than_half_a_step(trial: Trial) -> None:
    """Any numbers come back within half a step; the range spans 255 steps and holds zero, which comes back as zero."""
    for label, shift, scale in (
        ("around zero", 0.0, 1.0),
        ("far above zero", 9.0, 0.5),
        ("far below zero", -30.0, 2.0),
    ):
        x = trial.array(4, 6, shift=shift, scale=scale, dtype="float32")
        x[1, 2] = 0.0
        low, high = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
        with trial.case(label):
            q, step, zero = triple(trial, trial.call("quantize_activations", x), 4, 6)
            trial.same(step, (high - low) / 255, what="scale", relative=1e-5)
            trial.require(-128 <= zero <= 127, f"zero is {zero}, which is no int8.")
            back = (q.astype(np.float64) - zero) * step
            worst = float(np.abs(back - x).max())
            trial.require(worst <= HALF * step, f"A number comes back {worst:.3g} off; half a step is {step / 2:.3g}.")
            trial.require(back[1, 2] == 0.0, "0 does not come back as 0.")


@check
def the_ends_of_the_range_do_not_wrap_around(trial: Trial) -> None:
    """Where both ends lie halfway between two steps, rounding may lead one beyond 127, and it stays at the end."""
    for below, exponent in ((1.5, 0), (100.5, -4), (101.5, 3), (253.5, -2)):
        x = (np.array([[-below, 0.0, 255 - below]]) * 2.0**exponent).astype(np.float32)
        with trial.case(f"from {-below} to {255 - below} steps of {2.0**exponent:g}"):
            q, _, _ = triple(trial, trial.call("quantize_activations", x), 1, 3)
            low, high = int(q[0, 0]), int(q[0, 2])
            trial.require(low <= -127, f"The lowest number becomes {low}, not -128 or -127.")
            trial.require(high >= 126, f"The highest number becomes {high}, not 126 or 127: clip before the cast.")


@check
def a_range_without_zero_is_stretched_to_it(trial: Trial) -> None:
    """Where all numbers are positive the range starts at 0, where all are negative it ends there; zeros are fine."""
    for sign, wanted in ((1.0, -128), (-1.0, 127)):
        x = sign * trial.uniform(2, 5, low=3.0, high=4.0).numpy()
        with trial.case("all positive" if sign > 0 else "all negative"):
            q, step, zero = triple(trial, trial.call("quantize_activations", x), 2, 5)
            trial.same(zero, wanted, what="zero")
            trial.same(step, float(np.abs(x).max()) / 255, what="scale", relative=1e-5)
            worst = float(np.abs((q.astype(np.float64) - zero) * step - x).max())
            trial.require(worst <= HALF * step, f"A number comes back {worst:.3g} off; half a step is {step / 2:.3g}.")
    with trial.case("all zero"):
        q, step, zero = triple(trial, trial.call("quantize_activations", np.zeros((2, 3), dtype=np.float32)), 2, 3)
        trial.same(step, 1.0, what="scale")
        trial.require(bool((q == zero).all()), "Zeros do not come back as zeros.", seen=q)


@check
def every_row_of_weights_has_its_scale(trial: Trial) -> None:
    """Weights have a scale per output channel, max|w| / 127 (1 for zeros), and become -127 to 127."""
    for out, k in ((1, 1), (3, 5), (4, 7)):
        w = trial.array(out, k, dtype="float32") * (10.0 ** np.arange(out, dtype=np.float32)[:, None] - 0.5)
        w[-1] = 0.0
        w[0] = np.where(np.arange(k) == k // 2, -3.0, np.clip(w[0], -1.0, 1.0))
        scales = [float(np.abs(row).max()) / 127 or 1.0 for row in w.astype(np.float64)]
        seen = trial.call("quantize_weights", w)
        good = isinstance(seen, tuple | list) and len(seen) == 2
        trial.require(good, "quantize_weights must return two things: w_q and scales.", seen=seen)
        good = isinstance(seen[0], np.ndarray) and seen[0].dtype == np.int8 and seen[0].shape == (out, k)
        trial.require(good, "w_q must be int8 and as w in shape.", seen=seen[0])
        trial.require(np.shape(seen[1]) == (out,), f"scales must have the shape {(out,)}.", seen=seen[1])
        found = np.asarray(seen[1], dtype=np.float64)
        trial.same(found, np.array(scales), what="scales", relative=1e-5)
        trial.require(
            int(seen[0].min()) >= -127, "A weight became -128: symmetric means from -127 to 127.", seen=seen[0]
        )
        worst = float((np.abs(seen[0].astype(np.float64) * found[:, None] - w) / found[:, None]).max())
        trial.require(worst <= HALF, f"A weight comes back {worst:.3g} steps off; half a step is the most.")


@check
def the_sum_is_a_whole_number(trial: Trial) -> None:
    """int8_matmul gives Σ (x_q - zero)·w_q in int32, exactly, however long the sum."""
    for n, k, out in ((1, 1, 1), (2, 5, 3), (3, 90, 2)):
        x_q = trial.integers(n, k, low=-128, high=128).numpy().astype(np.int8)
        w_q = trial.integers(out, k, low=-127, high=128).numpy().astype(np.int8)
        zero = trial.size(-128, 127)
        wanted = [[sum((int(a) - zero) * int(b) for a, b in zip(r, c, strict=True)) for c in w_q] for r in x_q]
        with trial.case(f"{k} terms, zero {zero}"):
            seen = trial.call("int8_matmul", x_q, zero, w_q)
            trial.same(seen, np.array(wanted, dtype=np.int32), what="the sums")
    k = 1200
    x_q, w_q = np.full((2, k), 127, dtype=np.int8), np.full((2, k), 127, dtype=np.int8)
    x_q[1, 0], w_q[1] = 126, -127
    wanted = [[sum((int(a) + 128) * int(b) for a, b in zip(r, c, strict=True)) for c in w_q] for r in x_q]
    with trial.case("sums beyond 2²⁵"):
        seen = trial.call("int8_matmul", x_q, -128, w_q)
        # Diagnosis takes sums that agree to a thousandth as equal, so it is told what does not.
        right = np.array(wanted, dtype=np.int32)
        same = isinstance(seen, np.ndarray) and seen.shape == right.shape and bool((seen == right).all())
        trial.note(same)
        trial.same(seen, right, what="the sums")


@check
def the_layer_is_that_of_the_rounded_numbers(trial: Trial) -> None:
    """quantized_linear gives x·wᵀ + bias of the numbers as they are after rounding, in float32."""
    for n, k, out in ((1, 4, 2), (3, 8, 4)):
        x, whole = on_a_grid(trial, n, k, trial.size(20, 230), -3)
        weights = trial.integers(out, k, low=-126, high=127).numpy()
        weights[:, 1] = 127
        steps = 2.0 ** np.array([trial.size(-9, -2) for _ in range(out)])
        bias = trial.array(out, dtype="float32")
        w = (weights * steps[:, None]).astype(np.float32)
        wanted = (whole * 0.125) @ (weights * steps[:, None]).T + bias
        trial.same(
            trial.call("quantized_linear", x, w, bias),
            wanted.astype(np.float32),
            terms=k,
            scale=float(np.abs(wanted).max()),
        )


@check
def it_is_close_to_the_float_layer(trial: Trial) -> None:
    """For ordinary numbers the layer is off by no more than the half steps allow."""
    x, w, bias = (trial.array(*shape, dtype="float32") for shape in ((4, 16), (3, 16), (3,)))
    step = (max(float(x.max()), 0.0) - min(float(x.min()), 0.0)) / 255
    steps = np.abs(w).max(axis=1) / 127
    bound = HALF * (step * np.abs(w).sum(axis=1) + steps * np.abs(x).sum(axis=1)[:, None] + 16 * step * steps)
    seen = trial.call("quantized_linear", x, w, bias)
    good = isinstance(seen, np.ndarray) and seen.dtype == np.float32 and seen.shape == (4, 3)
    trial.require(good, "quantized_linear must give float32 of the shape (n, out).", seen=seen)
    off = float((np.abs(seen - (x.astype(np.float64) @ w.T + bias)) / bound).max())
    trial.require(off <= 1.0, f"A result is {off:.2f} times as far off as rounding explains.")


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """Strided arrays are fine, and all arguments are left as they were."""
    x, w, bias = (
        trial.array(8, 3, dtype="float32").T,
        trial.array(8, 2, dtype="float32").T,
        trial.array(2, dtype="float32"),
    )
    for name, given in (
        ("quantize_activations", (x,)),
        ("quantize_weights", (w * np.array([[1.0], [0.0]], dtype=np.float32),)),
        ("quantized_linear", (x, w, bias)),
    ):
        trial.same(trial.after(name, *given), given, what=f"what the arguments of {name} are after it", relative=0.0)
