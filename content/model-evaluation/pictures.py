"""How rare the thing is decides what an alarm is worth."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

PREVALENCES = np.logspace(-4, -0.5, 57)


@picture
def alarms_that_are_right(sketch: Sketch) -> None:
    """A detector that finds 90 % of the cases, at three rates of false alarms. At one case in a thousand even 1 %
    of false alarms leaves one alarm in twelve right: the ROC curve does not show it.
    """
    sketch.plot(x="share of true cases", y="precision", log_x=True)
    for false_alarms in (0.001, 0.01, 0.05):
        found = 0.9 * PREVALENCES
        precision = found / (found + false_alarms * (1 - PREVALENCES))
        sketch.curve(f"{false_alarms:.1%} false alarms".replace(".0%", "%"), PREVALENCES, precision)
    at = 0.9 * 0.001 / (0.9 * 0.001 + 0.01 * 0.999)
    sketch.require(0.08 < at < 1 / 12, f"At one in a thousand the precision is {at:.3f}.")


@picture
def half_width_by_examples(sketch: Sketch) -> None:
    """Half the width of a 95 % interval of an accuracy. Four times the examples halve it: at 90 % accuracy 1000
    examples still leave about two points on either side.
    """
    sizes = np.logspace(2, 5, 31)
    sketch.plot(x="test examples", y="points of accuracy", log_x=True, log_y=True)
    for accuracy in (0.7, 0.9, 0.99):
        half = 196 * np.sqrt(accuracy * (1 - accuracy) / sizes)
        sketch.curve(f"accuracy {accuracy:.0%}", sizes, half)
    sketch.require(abs(196 * np.sqrt(0.09 / 1000) - 1.86) < 0.01, "It is not about two points.")
