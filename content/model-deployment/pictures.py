"""What utilisation does to waiting."""

import math

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

SERVICE_MS = 20.0
LOADS = np.linspace(0.05, 0.97, 93)


@picture
def latency_by_load(sketch: Sketch) -> None:
    """Time of a request in a queue with one server that needs 20 ms on average, random arrivals and service times
    (M/M/1). At 70 % utilisation the mean is 67 ms and one request in a hundred takes over 300; at 95 % it is 400
    and 1800.
    """
    mean = SERVICE_MS / (1 - LOADS)
    slowest = mean * math.log(100)  # the time in the system is exponential
    sketch.require(
        abs(SERVICE_MS / 0.3 - 66.7) < 0.1 and 1800 < SERVICE_MS / 0.05 * math.log(100) < 1850, "Other times."
    )
    sketch.plot(x="utilisation", y="milliseconds", log_y=True)
    sketch.curve("99th percentile", LOADS, slowest)
    sketch.curve("mean", LOADS, mean)
