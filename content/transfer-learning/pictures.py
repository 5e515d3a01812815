"""Why a contrastive loss needs a temperature."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

NEGATIVES = 255
GAPS = np.linspace(0, 1, 51)


@picture
def loss_by_gap(sketch: Sketch) -> None:
    """InfoNCE of a pair whose cosine exceeds that of 255 negatives by the gap. At temperature 1 even a perfect
    pair among orthogonal negatives keeps a loss of 4.6, little below chance at 5.5: cosines alone are too small
    for a softmax.
    """
    sketch.plot(x="cosine of the pair minus that of the others", y="loss")
    for temperature in (1.0, 0.2, 0.07):
        sketch.curve(f"temperature {temperature:g}", GAPS, np.log1p(NEGATIVES * np.exp(-GAPS / temperature)))
    best = float(np.log1p(NEGATIVES * np.exp(-1)))
    sketch.require(4.55 < best < 4.65 and abs(np.log(256) - 5.545) < 1e-3, f"The best at 1 is {best:.2f}.")
