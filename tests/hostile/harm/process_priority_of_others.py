# /// hostile
# tries = "Changes priority, scheduling and affinity of another process."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import os

for act in (
    lambda: os.setpriority(os.PRIO_PROCESS, @PID@, 19),
    lambda: os.sched_setscheduler(@PID@, os.SCHED_IDLE, os.sched_param(0)),
    lambda: os.sched_setaffinity(@PID@, {0}),
):
    try:
        act()
        print("HARM")
    except OSError:
        pass

# @SOLUTION@
