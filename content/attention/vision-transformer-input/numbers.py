"""Parameters of patch embedding, class token and positions."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw an image that divides into patches, for which each wrong turn leads to another number."""
    while True:
        patch = rng.choice([8, 14, 16, 28, 32])
        numbers = {
            "side": patch * rng.choice([7, 8, 12, 14, 16, 18]),
            "patch": patch,
            "width": rng.choice([192, 384, 512, 768, 1024, 1280]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if numbers["side"] <= 560 and all(high - low > 0.0007 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(side: int, patch: int, width: int) -> float:
    """A matrix and a bias, a class token, and a vector for every token."""
    patches = (side // patch) ** 2
    return 3 * patch**2 * width + width + width + (patches + 1) * width


def working(side: int, patch: int, width: int) -> list[str]:
    """Patches, projection, class token, positions."""
    row = side // patch
    patches = row**2
    flat = 3 * patch**2
    return [
        rf"Patches: $({side} / {patch})^2 = {row}^2 = {patches}$, so {patches + 1} tokens with the class token.",
        (
            rf"Projection, shared by all patches: ${patch} \cdot {patch} \cdot 3 = {flat}$ numbers to {width}, "
            rf"${flat} \cdot {width} + {width} = {tex(flat * width + width)}$."
        ),
        rf"Class token: {width}. Positions: ${patches + 1} \cdot {width} = {tex((patches + 1) * width)}$.",
        rf"Together ${tex(answer(side, patch, width))}$.",
    ]


@wrong("You gave every patch its own projection: one matrix serves all, like a convolution whose stride is its kernel.")
def own_projection(side: int, patch: int, width: int) -> float:
    """Repeat the projection."""
    patches = (side // patch) ** 2
    return patches * (3 * patch**2 + 1) * width + width + (patches + 1) * width


@wrong("You left out the class token: it is a learned vector, and has a position besides.")
def no_class_token(**numbers: int) -> float:
    """Drop the token and its position."""
    return answer(**numbers) - 2 * numbers["width"]


@wrong(
    "You are one vector short: bias, class token and the class token's position each have as many parameters as the "
    "model is wide."
)
def one_vector_short(**numbers: int) -> float:
    """Drop one of the three."""
    return answer(**numbers) - numbers["width"]


@wrong("You left out the positions: there is a learned vector for every token.")
def no_positions(patch: int, width: int, **_: int) -> float:
    """Drop the positions."""
    return 3 * patch**2 * width + 2 * width


@wrong("You took one colour channel: a flattened patch has three numbers per pixel.")
def grey(side: int, patch: int, width: int) -> float:
    """Forget the colours."""
    return answer(side, patch, width) - 2 * patch**2 * width


@wrong("You counted patches along one side: there are as many rows as columns, so square it.")
def one_row(side: int, patch: int, width: int) -> float:
    """Take side over patch."""
    return answer(side, patch, width) - ((side // patch) ** 2 - side // patch) * width


@wrong("You gave every pixel a position: positions belong to tokens, one for each patch and one for the class token.")
def position_per_pixel(side: int, patch: int, width: int) -> float:
    """Take a vector for each pixel."""
    return answer(side, patch, width) + (side**2 - (side // patch) ** 2) * width


TURNS = (own_projection, no_class_token, one_vector_short, no_positions, grey, one_row, position_per_pixel)
