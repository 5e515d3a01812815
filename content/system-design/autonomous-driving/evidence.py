"""The numbers of the car: metres to stop, bytes in a day, pixels on a person, years of driving, causes in common."""

import math

from deepdrill.lab.evidence import Evidence, claim


@claim
def metres_to_stop(evidence: Evidence) -> None:
    """At 50 km/h and 6 m/s² braking takes 16.1 m, and each 100 ms of delay adds 1.4 m."""
    delays, metres = (0.0, 0.1, 0.3, 0.5, 1.0), []
    speed = 50 / 3.6
    for delay in delays:
        metres.append(speed * delay + speed**2 / (2 * 6))
        evidence.row(delay_s=delay, metres_to_stop=round(metres[-1], 1))
    evidence.require(abs(metres[0] - 16.08) < 0.01, f"It is {metres[0]:.2f} m.")
    evidence.require(abs(metres[1] - metres[0] - 1.39) < 0.01, "100 ms add another distance.")
    evidence.require(abs(metres[2] - 20.2) < 0.1, f"With 300 ms it is {metres[2]:.1f} m.")


@claim
def bytes_of_the_cameras(evidence: Evidence) -> None:
    """Eight cameras make 720 MB a second, 2.6 TB in an hour, and the fleet 2.6 petabytes in a day."""
    second = 8 * 2e6 * 30 * 12 / 8
    day = second * 3600 * 10 * 100
    evidence.row(what="a car in a second, MB", value=second / 1e6)
    evidence.row(what="a car in an hour, TB", value=round(second * 3600 / 1e12, 2))
    evidence.row(what="the fleet in a day, PB", value=round(day / 1e15, 2))
    evidence.require(abs(second - 720e6) < 1, f"It is {second}.")
    evidence.require(abs(day / 1e15 - 2.59) < 0.01, f"It is {day / 1e15:.2f} PB.")


@claim
def pixels_on_a_person(evidence: Evidence) -> None:
    """A person 0.5 m wide at 60 m is 14 of 1,920 pixels in a view of 60 degrees, and 3.5 after shrinking by four."""
    focal = 960 / math.tan(math.radians(30))
    for distance in (20, 40, 60, 100):
        wide = focal * 0.5 / distance
        evidence.row(metres=distance, pixels_wide=round(wide, 1), shrunk_by_four=round(wide / 4, 1))
    at_60 = focal * 0.5 / 60
    evidence.require(abs(at_60 - 13.9) < 0.1, f"It is {at_60:.1f} pixels.")


@claim
def years_of_driving(evidence: Evidence) -> None:
    """To show a rate below one in 150 million km (95%) takes 450 million km without any: 49 years for the fleet."""
    needed = -math.log(0.05) * 150e6
    fleet_day = 100 * 10 * 25
    years = needed / fleet_day / 365
    evidence.row(what="km without a death", value=round(needed / 1e6, 1), unit="million")
    evidence.row(what="km of the fleet in a day", value=fleet_day, unit="km")
    evidence.row(what="years", value=round(years, 1), unit="years")
    evidence.require(abs(years - 49.2) < 0.2, f"It takes {years:.1f} years.")


@claim
def causes_in_common(evidence: Evidence) -> None:
    """Two sensors that each miss 1% both miss 0.01% if independent, but five times that with fog in 1% of scenes."""
    scenes, rate = 2_000_000, 0.01
    fog = evidence.uniform(scenes) < 0.01
    in_fog = 0.2  # either sensor misses a fifth of what there is in fog
    clear = (rate - 0.01 * in_fog) / 0.99  # so that the rate over all scenes stays one percent
    chance = fog.double() * in_fog + (~fog).double() * clear
    camera, lidar = evidence.uniform(scenes) < chance, evidence.uniform(scenes) < chance
    alone = float(camera.double().mean())
    both = float((camera & lidar).double().mean())
    evidence.row(what="camera misses", share=round(alone, 5))
    evidence.row(what="both miss, if they were independent", share=round(rate**2, 6))
    evidence.row(what="both miss, fog in common", share=round(both, 6))
    expected = 0.01 * in_fog**2 + 0.99 * clear**2
    evidence.row(what="both miss, computed", share=round(expected, 6))
    evidence.require(abs(alone - rate) < 5e-4, f"One misses {alone:.4f}.")
    evidence.require(abs(both - expected) < 1e-4, f"Both miss {both:.5f}, not {expected:.5f}.")
    evidence.require(4 < both / rate**2 < 6, f"It is {both / rate**2:.1f} times as often.")
