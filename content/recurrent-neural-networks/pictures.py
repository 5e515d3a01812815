"""What is left of a gradient after many steps."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

STEPS, WIDTH = 60, 64


def through_time(scale: float) -> list[float]:
    """Follow a gradient back through a tanh network whose recurrent matrix is `scale` times an orthogonal one."""
    dice = np.random.default_rng(0)
    matrix = scale * np.linalg.qr(dice.standard_normal((WIDTH, WIDTH)))[0]
    states, state = [], np.zeros(WIDTH)
    for _ in range(STEPS):
        state = np.tanh(matrix @ state + 0.1 * dice.standard_normal(WIDTH))
        states.append(state)
    gradient = np.ones(WIDTH) / np.sqrt(WIDTH)
    sizes = [1.0]
    for state in reversed(states):
        gradient = matrix.T @ ((1 - state**2) * gradient)
        sizes.append(float(np.linalg.norm(gradient)))
    return sizes


@picture
def gradient_by_distance(sketch: Sketch) -> None:
    """Size of the gradient that reaches a step so far back. A plain recurrent network loses it exponentially, the
    slope of tanh included; the cell of an LSTM keeps the product of its forget gates, which the network can hold
    near 1.
    """
    plain = {scale: through_time(scale) for scale in (0.8, 1.0)}
    steps = range(STEPS + 1)
    sketch.plot(x="steps back", y="size of the gradient", log_y=True)
    sketch.curve("plain, matrix scaled 0.8", steps, plain[0.8])
    sketch.curve("plain, orthogonal", steps, plain[1.0])
    sketch.curve("cell, forget gate 0.5", steps, [0.5**step for step in steps])
    sketch.curve("cell, forget gate 0.98", steps, [0.98**step for step in steps])
    sketch.require(
        plain[0.8][-1] < 1e-5 and plain[1.0][-1] < 0.2 < 0.98**STEPS, f"Left: {plain[0.8][-1]}, {plain[1.0][-1]}."
    )
