"""What the scale of the weights does to a signal on its way through fifty layers."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

WIDTH, DEPTH, BATCH = 128, 50, 8


@picture
def signal_by_depth(sketch: Sketch) -> None:
    """Typical size of the activations in an untrained ReLU network of width 128. With variance 2/n (He) they keep
    their size; 1/n loses half of the mean square in every layer, and 3/n explodes. Gradients do the same on their
    way back.
    """
    ends = {}
    sketch.plot(x="layer", y="root mean square", log_y=True)
    for factor in (1, 2, 3):
        dice = np.random.default_rng(0)
        x = dice.standard_normal((BATCH, WIDTH))
        sizes = [float(np.sqrt((x**2).mean()))]
        for _ in range(DEPTH):
            x = np.maximum(x @ dice.normal(0, np.sqrt(factor / WIDTH), (WIDTH, WIDTH)), 0)
            sizes.append(float(np.sqrt((x**2).mean())))
        ends[factor] = sizes[-1]
        sketch.curve(f"variance {factor}/n", range(DEPTH + 1), sizes)
    sketch.require(ends[1] < 1e-6 and 0.05 < ends[2] < 5 and ends[3] > 100, f"After 50 layers: {ends}.")
