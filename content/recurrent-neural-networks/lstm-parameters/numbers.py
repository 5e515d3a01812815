"""Parameters of stacked LSTM layers with one bias per gate."""

import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw input and hidden sizes that are not each other's."""
    return {
        "layers": rng.choice([2, 3, 4]),
        "inputs": rng.choice([24, 32, 40, 80, 100, 160]),
        "hidden": rng.choice([48, 64, 96, 128, 192, 256]),
        "steps": rng.choice([25, 50, 75, 120]),
    }


def answer(
    layers: int,
    inputs: int,
    hidden: int,
    steps: int,  # noqa: ARG001  given, but does not enter
) -> float:
    """Four gates, each with a matrix for the input, one for the state and a bias."""
    return _stack(4, layers, inputs, hidden, biases=1)


def working(layers: int, inputs: int, hidden: int, steps: int) -> list[str]:
    """Count one gate, then four, then the layers."""
    first = 4 * hidden * (inputs + hidden + 1)
    other = 4 * hidden * (2 * hidden + 1)
    return [
        (
            "An LSTM has four blocks of the same shape: input gate, forget gate, output gate and the candidate. Each "
            "reads the input and the previous hidden state."
        ),
        (
            rf"One block of the first layer: ${hidden} \cdot {inputs} + {hidden} \cdot {hidden} + {hidden} = "
            f"{tex(hidden * (inputs + hidden + 1))}$. Four: ${tex(first)}$."
        ),
        (
            rf"A further layer reads the {hidden} hidden values of the one below: $4 \cdot ({hidden} \cdot {hidden} + "
            rf"{hidden} \cdot {hidden} + {hidden}) = {tex(other)}$."
        ),
        (
            rf"{layers} layers: ${tex(first)} + {layers - 1} \cdot {tex(other)} = "
            f"{tex(first + (layers - 1) * other)}$. The {steps} steps use the same weights, so their number does not "
            "enter."
        ),
    ]


def _stack(blocks: int, layers: int, inputs: int, hidden: int, *, biases: int) -> int:
    """Count a stack whose cells have this many blocks."""
    first = blocks * hidden * (inputs + hidden + biases)
    return first + (layers - 1) * blocks * hidden * (2 * hidden + biases)


@wrong("You counted three blocks, as in a GRU: an LSTM has three gates and the candidate, four in all.")
def three_blocks(layers: int, inputs: int, hidden: int, **_: int) -> float:
    """Count a GRU with one bias per block."""
    return _stack(3, layers, inputs, hidden, biases=1)


@wrong(
    "You counted one block, as in a plain recurrent network: an LSTM has three gates and a candidate, each with own "
    "matrices."
)
def one_block(layers: int, inputs: int, hidden: int, **_: int) -> float:
    """Count a plain RNN."""
    return _stack(1, layers, inputs, hidden, biases=1)


@wrong("You counted two bias vectors per gate, as PyTorch stores them: the drill has one.")
def two_biases(layers: int, inputs: int, hidden: int, **_: int) -> float:
    """Count as `torch.nn.LSTM` does."""
    return _stack(4, layers, inputs, hidden, biases=2)


@wrong("You left out the biases: each of the four blocks has one per hidden unit.")
def no_biases(layers: int, inputs: int, hidden: int, **_: int) -> float:
    """Count the matrices."""
    return _stack(4, layers, inputs, hidden, biases=0)


@wrong(
    "You gave every layer the input size of the first: from the second layer on, the input is the hidden state below."
)
def same_input(layers: int, inputs: int, hidden: int, **_: int) -> float:
    """Multiply the first layer."""
    return layers * _stack(4, 1, inputs, hidden, biases=1)


@wrong(
    "You left out the recurrent matrices: each block also reads the previous hidden state, with hidden times hidden "
    "weights."
)
def no_recurrence(layers: int, inputs: int, hidden: int, **_: int) -> float:
    """Count the matrices for the input."""
    return _stack(4, layers, inputs, hidden, biases=1) - layers * 4 * hidden * hidden


@wrong("You multiplied by the steps: all steps share one set of weights.")
def every_step(steps: int, **numbers: int) -> float:
    """Unroll the weights."""
    return answer(steps=steps, **numbers) * steps
