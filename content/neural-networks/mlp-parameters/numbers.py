"""Weights and biases of a perceptron with three hidden layers."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw widths that fall from layer to layer, for images so small that the biases can be seen in the total."""
    while True:
        numbers = {
            "side": rng.choice([6, 7, 8, 10]),
            "hidden_1": rng.choice([80, 96, 100, 120, 128]),
            "hidden_2": rng.choice([40, 48, 60, 64]),
            "hidden_3": rng.choice([16, 20, 24, 32]),
            "classes": rng.choice([3, 4, 5, 8, 10, 12]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.001 * high for low, high in itertools.pairwise(values)):
            return numbers


def _widths(side: int, hidden_1: int, hidden_2: int, hidden_3: int, classes: int) -> list[int]:
    """List the units of every layer, the input first."""
    return [3 * side * side, hidden_1, hidden_2, hidden_3, classes]


def answer(**numbers: int) -> float:
    """Each layer has a weight for every pair of units and a bias for every unit of its own."""
    widths = _widths(**numbers)
    return sum(below * above + above for below, above in itertools.pairwise(widths))


def working(**numbers: int) -> list[str]:
    """Count layer by layer."""
    widths = _widths(**numbers)
    layers = list(itertools.pairwise(widths))
    steps = [
        (
            rf"Flattened, an image is ${numbers['side']} \cdot {numbers['side']} \cdot 3 = {widths[0]}$ numbers. The "
            "input has no parameters of its own."
        ),
    ]
    steps.extend(
        rf"Layer {place}: ${below} \cdot {above}$ weights and {above} biases: ${tex(below * above + above)}$."
        for place, (below, above) in enumerate(layers, start=1)
    )
    parts = " + ".join(tex(below * above + above) for below, above in layers)
    return [*steps, f"Together ${parts} = {tex(answer(**numbers))}$."]


@wrong("You left out the biases: every unit behind the input has one.")
def no_biases(**numbers: int) -> float:
    """Count the weights."""
    return answer(**numbers) - sum(_widths(**numbers)[1:])


@wrong("You gave the input units biases too: they only hold the image, parameters begin with the first hidden layer.")
def biases_for_the_input(**numbers: int) -> float:
    """Add one for every input."""
    return answer(**numbers) + _widths(**numbers)[0]


@wrong("You forgot the colour channels: flattened, each pixel gives three numbers.")
def grey(**numbers: int) -> float:
    """Take one number per pixel."""
    return answer(**numbers) - 2 * numbers["side"] ** 2 * numbers["hidden_1"]


@wrong("You stopped before the output layer: it has weights from the last hidden layer and a bias for each class.")
def no_output_layer(**numbers: int) -> float:
    """Leave out the last layer."""
    return answer(**numbers) - (numbers["hidden_3"] + 1) * numbers["classes"]


@wrong(
    "You forgot the weights between the first two hidden layers: every pair of neighbouring layers has its own matrix."
)
def a_matrix_short(**numbers: int) -> float:
    """Leave out the second layer's matrix."""
    return answer(**numbers) - numbers["hidden_1"] * numbers["hidden_2"]


@wrong("You counted units, not connections: between two layers there is a weight for every pair.")
def units(**numbers: int) -> float:
    """Add the widths."""
    return sum(_widths(**numbers))


TURNS = (no_biases, biases_for_the_input, grey, no_output_layer, a_matrix_short, units)
