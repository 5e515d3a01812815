"""Simulated learners: what decision 0011 claims still holds with the drills and the constants of today."""

from datetime import timedelta

import numpy as np
import pytest
from benchmarks.learners import START
from benchmarks.preparation import Calibration, Mean, follow, spread
from benchmarks.reviews import CHOICES, SETTINGS, recall_on_the_day

from deepdrill.content import Level, Library
from deepdrill.curriculum.course import ROUNDS, Course
from deepdrill.curriculum.records import Estimate, Profile
from deepdrill.curriculum.sitting import sitting


@pytest.mark.slow
def test_our_sitting_is_ahead_and_readiness_is_calibrated(shipped: Library) -> None:
    """More rounds are passed than at random and than with due cards by role, and predictions are within 5 points."""
    learners = spread(Course.of(shipped), range(7, 11), range(80))
    ours, plain, by_role = (
        [follow(world, name, seed) for world, seed in learners] for name in ("ours", "random", "due-by-role")
    )
    for others, least in ((plain, 0.10), (by_role, 0.0)):
        ahead = Mean.of([a.passes - b.passes for a, b in zip(ours, others, strict=True)])
        assert ahead.value - ahead.within > least

    assert Calibration.of(ours).error <= 0.05


@pytest.mark.slow
def test_what_is_asked_most_is_practised_within_days(shipped: Library) -> None:
    """Short drills do not crowd out the round with the most weight in the role, which is often coding, and long."""
    course = Course.of(shipped)
    for role in shipped.roles.values():
        profile = Profile(role=role.id, level=Level.MID, minutes_a_day=45)
        heaviest = max(role.rounds, key=lambda one: role.rounds[one])
        done: list[str] = []
        for day in range(3):
            now = START + timedelta(days=day)
            made = sitting(course, profile, Estimate(), {}, now, minutes=45, seed=0, without=done)
            done += [item.drill for item in made.items]
        met = {ROUNDS[course.round[course.index[path]]] for path in done}
        assert heaviest in met, (role.id, met)


@pytest.mark.slow
def test_the_gain_on_the_day_is_the_better_choice() -> None:
    """Where minutes are short, reviewing for the day beats reviewing what is due."""
    gain, due = (
        np.array([recall_on_the_day(SETTINGS[0], CHOICES[name], seed) for seed in range(60)])
        for name in ("gain on the day", "due at .9")
    )
    ahead = Mean.of(gain - due)

    assert ahead.value - ahead.within > 0
