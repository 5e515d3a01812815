"""How hard each loss pulls at a wrong answer."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

LOGITS = np.linspace(-8, 8, 161)


@picture
def pull_on_the_logit(sketch: Sketch) -> None:
    """The true answer is yes. A confident wrong answer, on the left, is pulled back with full force by
    cross-entropy and hardly at all by squared error on the probability, whose gradient is multiplied by p(1 - p).
    """
    p = 1 / (1 + np.exp(-LOGITS))
    cross_entropy = 1 - p
    squared = 2 * (1 - p) * p * (1 - p)
    sketch.require(
        cross_entropy[0] > 0.999 and squared[0] < 0.001, "The wrong answer is not pulled as the caption says."
    )
    sketch.plot(x="logit", y="size of the gradient")
    sketch.curve("cross-entropy", LOGITS, cross_entropy)
    sketch.curve("squared error", LOGITS, squared)
