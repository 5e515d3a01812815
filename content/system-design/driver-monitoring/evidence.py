"""The numbers of the monitor: operations for a picture, hours for a small rate, and what smoothing over time does."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def operations_for_a_picture(evidence: Evidence) -> None:
    """0.5 tera-operations a second leave 16.7 giga-operations for each of 30 pictures, 5 at 30% use."""
    full = 0.5e12 / 30
    evidence.row(what="giga-operations for a picture, all used", value=round(full / 1e9, 1))
    evidence.row(what="giga-operations for a picture, 30% used", value=round(0.3 * full / 1e9, 1))
    evidence.row(what="seconds between wrong frames at 99%", value=round(100 / 30, 1))
    evidence.row(what="wrong frames in a day of 1.2 hours at 99%", value=round(1.2 * 3600 * 30 * 0.01))
    evidence.require(abs(full / 1e9 - 16.67) < 0.01, f"It is {full / 1e9:.2f}.")


@claim
def hours_for_a_small_rate(evidence: Evidence) -> None:
    """To know a rate of one in ten hours to within ten percent takes 3,800 hours; none in 30 hours bounds it."""
    for within in (0.3, 0.2, 0.1):
        events = (1.959964 / within) ** 2  # Poisson: relative error of a count is one over its root
        evidence.row(known_to_within=f"{within:.0%}", events=math.ceil(events), hours=math.ceil(events * 10))
    evidence.require(3_800 < events * 10 < 3_900, f"It takes {events * 10:.0f} hours.")
    none_seen = -math.log(0.05) * 10
    evidence.row(known_to_within="below one in ten hours (95%), none seen", events=0, hours=math.ceil(none_seen))
    evidence.require(29 < none_seen < 31, f"It takes {none_seen:.0f} hours.")


@claim
def time_removes_blinks(evidence: Evidence) -> None:
    """Averaged over two seconds, blinks no longer look like closed eyes; frame by frame they do."""
    minutes, fps = 60, 30
    closed = torch.zeros(minutes * 60 * fps, dtype=torch.float64)
    starts = (evidence.uniform(len(closed)) < 15 / (60 * fps)).nonzero().flatten()  # 15 blinks a minute
    for start in starts.tolist():
        closed[start : start + 6] = 1  # of 0.2 s
    noisy = torch.where(evidence.uniform(len(closed)) < 0.01, 1 - closed, closed)  # a network that is right in 99%
    window = 2 * fps
    mean = torch.nn.functional.avg_pool1d(noisy[None], window, stride=1)[0]
    by_frame = float((noisy[1:] > noisy[:-1]).sum())
    over_time = float(((mean[1:] > 0.8) & (mean[:-1] <= 0.8)).sum())
    evidence.row(rule="one frame with closed eyes", alarms_in_an_hour_awake=round(by_frame))
    evidence.row(rule="closed for 80% of two seconds", alarms_in_an_hour_awake=round(over_time))
    evidence.require(by_frame > 900, f"Only {by_frame:.0f} alarms.")
    evidence.require(over_time == 0, f"{over_time:.0f} alarms are left.")
