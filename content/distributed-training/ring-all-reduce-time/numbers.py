"""Time of a ring all-reduce with bandwidth and latency."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a ring in which latency shows but does not rule."""
    while True:
        numbers = {
            "parameters_million": rng.choice([25, 60, 110, 340, 350, 760]),
            "gradient_bytes": rng.choice([2, 4]),
            "gpus": rng.choice([4, 6, 12, 16, 24, 32]),
            "link_gbit": rng.choice([100, 200, 400]),
            "latency_us": rng.choice([15, 20, 30, 50, 80]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(parameters_million: float, gradient_bytes: float, gpus: float, link_gbit: float, latency_us: float) -> float:
    """Two rounds of G - 1 steps, each with one piece and one latency."""
    piece = parameters_million * 1e6 * gradient_bytes / gpus
    return 2 * (gpus - 1) * (piece / (link_gbit * 1e9 / 8) + latency_us * 1e-6)


def working(
    parameters_million: float, gradient_bytes: float, gpus: float, link_gbit: float, latency_us: float
) -> list[str]:
    """One step, then how many."""
    size = parameters_million * 1e6 * gradient_bytes
    piece = size / gpus
    speed = link_gbit * 1e9 / 8
    steps = 2 * (gpus - 1)
    step = piece / speed + latency_us * 1e-6
    return [
        (
            rf"Gradients: ${parameters_million} \cdot 10^6 \cdot {gradient_bytes} = {tex(size)}$ bytes, in {gpus} "
            f"pieces of ${tex(piece)}$ bytes."
        ),
        (
            f"Link: ${link_gbit} / 8 = {link_gbit / 8:g}$ GB/s, so a piece takes ${tex(1e6 * piece / speed)}$ µs, "
            f"with latency ${tex(1e6 * step)}$ µs."
        ),
        rf"Reduce-scatter takes ${gpus} - 1$ steps and all-gather as many: $2 \cdot {gpus - 1} = {steps}$ steps.",
        (
            rf"Time: ${steps} \cdot {tex(1e6 * step)}$ µs $= {tex(1e3 * steps * step)}$ ms. Each GPU sent ${steps} "
            rf"\cdot {tex(piece)} = {tex(steps * piece)}$ bytes, less than twice the gradients."
        ),
    ]


@wrong(
    "You counted one round: after the reduce-scatter each GPU holds one summed piece, and the all-gather spreads them "
    "in as many steps again."
)
def one_round(**numbers: float) -> float:
    """Do the reduce-scatter only."""
    return answer(**numbers) / 2


@wrong("You sent the whole gradients in each step: a step moves one piece, one part in as many as there are GPUs.")
def whole_gradients(**numbers: float) -> float:
    """Forget the pieces."""
    return answer(**{**numbers, "parameters_million": numbers["parameters_million"] * numbers["gpus"]})


@wrong("You left the latency out: it comes in each of the 2 (G - 1) steps.")
def no_latency(**numbers: float) -> float:
    """Count bytes only."""
    return answer(**{**numbers, "latency_us": 0})


@wrong("You took gigabits for gigabytes: a link of 100 Gbit/s moves 12.5 GB/s.")
def bits_for_bytes(**numbers: float) -> float:
    """Take a link eight times as fast."""
    return answer(**{**numbers, "link_gbit": 8 * numbers["link_gbit"]})


@wrong("You moved the gradients once over the link: two rounds of pieces make 2 (G - 1) / G times their size.")
def once(parameters_million: float, gradient_bytes: float, link_gbit: float, **_: float) -> float:
    """Divide the gradients by the link."""
    return parameters_million * 1e6 * gradient_bytes / (link_gbit * 1e9 / 8)


TURNS = (one_round, whole_gradients, no_latency, bits_for_bytes, once)
