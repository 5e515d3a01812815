# /// hostile
# tries = "Raises its own priority and takes real-time scheduling."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for act in (
    lambda: os.nice(-5),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
    lambda: os.sched_setaffinity(0, range(os.cpu_count())),
):
    try:
        act()
        print("HARM")
    except OSError:
        pass

# @SOLUTION@
