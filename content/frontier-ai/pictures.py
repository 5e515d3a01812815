"""How errors add up in a long task."""

from deepdrill.lab.pictures import Sketch, picture

STEPS = range(1, 61)


@picture
def all_steps_right(sketch: Sketch) -> None:
    """Chance that every step of a task succeeds. At 95 % a step, twenty steps end well in 36 % of the runs. If a
    check catches nine errors in ten and one retry is allowed, a step succeeds in 99.3 %, and twenty of them in 86
    %.
    """
    checked = 0.95 + 0.05 * 0.9 * 0.95  # right at once, or caught and right the second time
    sketch.require(abs(0.95**20 - 0.358) < 1e-3 and abs(checked**20 - 0.86) < 0.01, f"With checks: {checked**20:.3f}.")
    sketch.plot(x="steps", y="chance that all are right")
    for name, right in (("99 % a step", 0.99), ("95 %", 0.95), ("95 %, checked, one retry", checked), ("90 %", 0.9)):
        sketch.curve(name, STEPS, [right**n for n in STEPS])
