"""Parameters that one token passes in a mixture of experts."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a model for which each wrong turn leads to another number."""
    while True:
        numbers = {
            "layers": rng.choice([24, 28, 32, 40, 48]),
            "width": rng.choice([2048, 3072, 4096, 5120]),
            "experts": rng.choice([16, 32, 60, 64, 128]),
            "active": rng.choice([2, 3, 4, 6]),
            "shared": rng.choice([1, 2]),
            "expert_width": rng.choice([1024, 1408, 2048, 2816]),
            "vocabulary": rng.choice([32_000, 64_000, 100_000, 128_000]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(
    layers: int, width: int, experts: int, active: int, shared: int, expert_width: int, vocabulary: int
) -> float:
    """Attention, router, the experts that run, and the output matrix."""
    layer = 4 * width**2 + width * experts + 3 * width * expert_width * (active + shared)
    return layers * layer + vocabulary * width


def working(
    layers: int, width: int, experts: int, active: int, shared: int, expert_width: int, vocabulary: int
) -> list[str]:
    """One expert, one layer, all layers, output."""
    expert = 3 * width * expert_width
    attention = 4 * width**2
    layer = attention + width * experts + expert * (active + shared)
    total = layers * (attention + width * experts + expert * (experts + shared)) + 2 * vocabulary * width
    return [
        rf"One expert: $3 \cdot {width} \cdot {expert_width} = {tex(expert)}$.",
        (
            rf"A token runs through {active} routed and {shared} shared: ${active + shared} \cdot {tex(expert)} = "
            rf"{tex((active + shared) * expert)}$. To choose, the router uses all of its ${width} \cdot {experts} = "
            f"{tex(width * experts)}$ weights."
        ),
        rf"Attention: $4 \cdot {width}^2 = {tex(attention)}$. One layer: ${tex(layer)}$.",
        (
            rf"{layers} layers and the output matrix: ${layers} \cdot {tex(layer)} + {tex(vocabulary * width)} = "
            f"{tex(layers * layer + vocabulary * width)}$."
        ),
        (
            f"In memory there are {total / 1e9:.3g} billion, all experts and both ends; active are "
            f"{(layers * layer + vocabulary * width) / 1e9:.3g} billion."
        ),
    ]


@wrong("You counted all experts: they must be stored, but a token runs through the chosen and the shared ones only.")
def all_experts(**numbers: int) -> float:
    """Count what is stored."""
    return answer(**{**numbers, "active": numbers["experts"]})


@wrong("You left out the shared experts: every token runs through them beside the chosen ones.")
def no_shared(**numbers: int) -> float:
    """Count the routed experts."""
    return answer(**{**numbers, "shared": 0})


@wrong("You counted two matrices per expert: SwiGLU has three, gate, up and down.")
def two_matrices(**numbers: int) -> float:
    """Take a plain feed-forward block."""
    experts = numbers["active"] + numbers["shared"]
    return answer(**numbers) - numbers["layers"] * numbers["width"] * numbers["expert_width"] * experts


@wrong("You left attention out: it is dense, so every token uses all of it.")
def no_attention(**numbers: int) -> float:
    """Count the experts."""
    return answer(**numbers) - numbers["layers"] * 4 * numbers["width"] ** 2


@wrong("You left the output matrix out: every token's logits need it.")
def no_output(**numbers: int) -> float:
    """Stop behind the layers."""
    return answer(**{**numbers, "vocabulary": 0})


@wrong("You counted one layer: a token runs through all of them.")
def one_layer(**numbers: int) -> float:
    """Forget the layers."""
    return answer(**{**numbers, "layers": 1})


TURNS = (all_experts, no_shared, two_matrices, no_attention, no_output, one_layer)
