"""Why equal precision and equal recall force unequal false alarms."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

RATES = np.linspace(0.05, 0.6, 56)


@picture
def forced_false_positives(sketch: Sketch) -> None:
    """The false positive rate that follows from a group's base rate, if every group has the same precision and the
    same recall of 70 %. At a precision of 70 %, base rates of 20 % and 40 % give 8 % and 20 %.
    """
    sketch.plot(x="base rate of the group", y="false positive rate")
    for precision in (0.9, 0.7, 0.5):
        rate = RATES / (1 - RATES) * (1 - precision) / precision * 0.7
        sketch.curve(f"precision {precision:.0%}", RATES[rate < 1], rate[rate < 1])
    at = [p / (1 - p) * 0.3 / 0.7 * 0.7 for p in (0.2, 0.4)]
    sketch.require(abs(at[0] - 0.075) < 1e-9 and abs(at[1] - 0.2) < 1e-9, f"They are {at}.")
