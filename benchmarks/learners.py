"""Simulated learners: somebody who remembers, learns, forgets and slips, and is interviewed.

The simulated learner is not our estimator: memory follows FSRS with parameters of its own (15% noise on each,
forgetting from slow to fast) and noise on every stability; abilities come from areas and heavy tails instead of the
graph of topics; difficulties have a wider step of level, ignore frequency and are off by .8; learning is per learner,
saturates and fades; slips happen; a drill is harder and teaches less for want of what it needs; interviews weigh topics
a little differently each time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np
from numpy.typing import NDArray

from deepdrill.content import Kind, Level, Round
from deepdrill.curriculum import Profile
from deepdrill.curriculum.course import ROUNDS, Course
from deepdrill.curriculum.readiness import BARS
from deepdrill.recall import Performance, Variant, minutes_of
from deepdrill.recall.memory import Memory

__all__ = ["START", "USUAL", "Learner", "Population", "World"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

START = datetime(2026, 11, 27, 18, tzinfo=UTC)
INTERVIEWS = 60
"""Per learner, on the day: the chance to pass is their mean."""
FEWEST = 5
"""Drills of a round from which on it can be simulated."""

_LEVEL = {Level.FRESHER: -1.2, Level.MID: 0.0, Level.SENIOR: 1.2}
_ABLE = {Level.FRESHER: -0.8, Level.MID: -0.2, Level.SENIOR: 0.4}
_STRENGTHENS = {Variant.TRAP: 0.4, Variant.LINE: 0.7, Variant.WHOLE: 1.0}
_TEACHES = {Variant.TRAP: 0.1, Variant.LINE: 0.3, Variant.WHOLE: 1.0}
_LOST = 0.8
"""Logits by which a drill is harder for want of something that it needs; learning from it is halved."""
_EASIER = {Variant.TRAP: 1.3, Variant.LINE: 1.0, Variant.WHOLE: 0.0}


@dataclass(frozen=True, kw_only=True)
class Population:
    """Who practises; the first is what the plans are compared on, the others ask how much hangs on it."""

    name: str
    abler: float = 0.0
    """Logits above what the level suggests."""
    learns: float = 0.1
    """Logits an attempt, at the median."""
    forgets: tuple[float, float] = (0.1, 0.4)
    """Range of FSRS's decay; its own default is .154."""
    familiar: tuple[float, float] = (0.35, 0.65)
    """Share of an interview's questions that are drills of the library."""


USUAL = Population(name="usual")


@dataclass(frozen=True, kw_only=True)
class World:
    """What is the same for every learner: the drills and how hard they truly are."""

    course: Course
    difficulty: Floats
    area: Ints
    """Of each topic."""
    needs: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, course: Course, rng: np.random.Generator) -> "World":
        """Draw the true difficulties."""
        usual = {kind: median([d.minutes for d in course.drills if d.kind is kind] or [1]) for kind in Kind}
        known = [_LEVEL[d.level] + 0.3 * np.log(d.minutes / usual[d.kind]) for d in course.drills]
        areas = sorted({topic.area for topic in course.library.topics.values()})
        return cls(
            course=course,
            difficulty=np.array(known) + 0.8 * rng.standard_normal(len(known)),
            needs=tuple(tuple(course.index[need] for need in d.needs if need in course.index) for d in course.drills),
            area=np.array([areas.index(course.library.topics[topic].area) for topic in course.topics]),
        )


class Learner:
    """How somebody truly stands and changes; nobody outside this class knows."""

    def __init__(self, world: World, population: Population, seed: int) -> None:
        self.world, self.population, self.rng = world, population, np.random.default_rng(seed)
        rng, course = self.rng, world.course
        roles = list(course.library.roles)
        self.days = int(rng.choice([14, 21, 30, 42]))
        self.profile = Profile(
            role=roles[seed % len(roles)],
            level=list(Level)[int(rng.integers(3))],
            interview_on=(START + timedelta(days=self.days)).date(),
            minutes_a_day=int(rng.choice([20, 30, 45, 60])),
        )
        noisy = [w * float(np.exp(0.15 * rng.standard_normal())) for w in Memory().w[:20]]
        self.memory = Memory((*noisy, float(rng.uniform(*population.forgets))))
        topics, rounds = len(course.topics), len(ROUNDS)
        self.born = (
            _ABLE[self.profile.level]
            + population.abler
            + 0.8 * rng.standard_normal()
            + 0.5 * rng.standard_normal(world.area.max() + 1)[world.area][:, None]
            + 0.3 * rng.standard_t(4, size=(topics, 1))
            + 0.3 * rng.standard_t(4, size=(1, rounds))
            + 0.35 * rng.standard_normal((topics, rounds))
        ).reshape(-1)
        self.gained = np.zeros_like(self.born)
        self.learns = population.learns * float(np.exp(0.5 * rng.standard_normal()))
        self.stability = np.zeros(len(course.drills))
        self.hardness = np.full(len(course.drills), 5.0)
        self.seen = np.full(len(course.drills), -1.0)
        self.off = self._days_off()

    def _days_off(self) -> set[int]:
        off = set(np.flatnonzero(self.rng.random(self.days) < 0.15).tolist())
        if self.rng.random() < 1 / 3:
            first = int(self.rng.integers(self.days))
            off |= set(range(first, first + int(self.rng.integers(3, 8))))
        return off

    def ability(self) -> Floats:
        """Give true ability by cell, in logits."""
        return np.asarray(self.born + self.gained)

    def recall(self, day: float) -> Floats:
        """Give the true chance of recall of every drill; 0 where it was never done."""
        held = self.memory.recall(np.maximum(0.0, day - self.seen), np.maximum(self.stability, 1e-3))
        return np.where(self.seen >= 0, held, 0.0)

    def sleeps(self) -> None:
        """A night: what was gained fades a little."""
        self.gained *= 0.995

    def does(self, place: int, variant: Variant, day: float) -> Performance:
        """Attempt a drill, and learn from it."""
        world, rng = self.world, self.rng
        cell = world.course.cell[place]
        held = self.recall(day)
        recall, lost = float(held[place]), self._lost(place, held)
        margin = 1.1 * (self._margin(place) + _EASIER[variant] - _LOST * lost)
        able = 1 / (1 + np.exp(-margin))
        guess = 0.25 if variant is Variant.TRAP else 0.0
        chance = 0.96 * (1 - (1 - 0.95 * recall) * (1 - able) * (1 - guess))
        passed = bool(rng.random() < chance)
        hints = 0
        if not passed and variant is Variant.WHOLE and rng.random() < 0.3:
            hints, passed = int(rng.integers(1, 3)), bool(rng.random() < 0.5)
        self._remembers(place, variant, day, recall, passed=passed)
        self._learns(int(cell), place, variant, float(able), lost=lost)
        minutes = minutes_of(world.course.drills[place], variant)
        return Performance(
            passed=passed,
            share=1.0 if passed else float(rng.beta(2, 3)),
            minutes=minutes,
            seconds=60 * minutes * float(np.exp(0.5 * rng.standard_normal() - 0.15 * (margin > 1))),
            hints=hints,
            saw_solution=False,
            tries=1 + int(rng.random() < 0.3) + int(rng.random() < 0.1),
            variant=variant,
        )

    def _margin(self, place: int) -> float:
        cell = self.world.course.cell[place]
        return float(self.born[cell] + self.gained[cell] - self.world.difficulty[place])

    def _lost(self, place: int, recall: Floats) -> bool:
        """Tell whether something that the drill needs is neither remembered nor could be found."""
        return any(recall[need] < 0.5 and self._margin(need) < 0 for need in self.world.needs[place])

    def _remembers(self, place: int, variant: Variant, day: float, recall: float, *, passed: bool) -> None:
        memory, noise = self.memory, float(np.exp(0.3 * self.rng.standard_normal()))
        rating = 3 if passed else 1
        if self.seen[place] < 0:
            self.stability[place] = memory.first_stability(rating) * noise
            self.hardness[place] = memory.first_difficulty(rating)
        else:
            before = self.stability[place]
            after = float(memory.stability(before, self.hardness[place], np.asarray(recall), rating))
            grown = before + _STRENGTHENS[variant] * (after - before) if after > before else after
            self.stability[place] = grown * noise
            self.hardness[place] = float(memory.difficulty(self.hardness[place], rating))
        self.seen[place] = day

    def _learns(self, cell: int, place: int, variant: Variant, able: float, *, lost: bool) -> None:
        """Learn most from what is hard and not hopeless, less the more is known; some of it carries over."""
        new = 1.0 if self.seen[place] < 0 else 0.6
        gain = (
            self.learns
            * (0.5 if lost else 1.0)
            * (0.4 + 2.4 * able * (1 - able))
            * _TEACHES[variant]
            * new
            / (1 + 0.8 * self.gained[cell])
        )
        topic = slice(cell // len(ROUNDS) * len(ROUNDS), (cell // len(ROUNDS) + 1) * len(ROUNDS))
        self.gained[topic] += 0.25 * gain
        self.gained[cell % len(ROUNDS) :: len(ROUNDS)] += 0.03 * gain
        self.gained[cell] += 0.72 * gain

    def asked(self) -> Floats:
        """Give the share of the interview's questions that are like each drill."""
        asked = self.world.course.asked(self.profile)
        return np.asarray(asked / asked.sum())

    def interviewed(self, day: float) -> dict[Round, float]:
        """Give the share of interviews on that day in which each round is passed.

        Questions are drawn like the drills, so that a round with hardly any is left out.
        """
        asked, rounds = self.asked(), self.world.course.cell % len(ROUNDS)
        places = {one: np.flatnonzero((rounds == number) & (asked > 0)) for number, one in enumerate(ROUNDS)}
        return {
            one: self._passes(one, inside, asked[inside], day)
            for one, inside in places.items()
            if len(inside) >= FEWEST
        }

    def _passes(self, one: Round, inside: Ints, asked: Floats, day: float) -> float:
        rng, world, bar, share = self.rng, self.world, BARS[one], asked / asked.sum()
        recall, able, passed = self.recall(day), self.ability(), 0
        for _ in range(INTERVIEWS):
            weights = share * rng.gamma(2.0, 0.5, len(world.course.topics))[world.course.cell[inside] // len(ROUNDS)]
            questions = rng.choice(inside, bar.questions, p=weights / weights.sum())
            familiar = rng.random(bar.questions) < rng.uniform(*self.population.familiar)
            other = world.difficulty[rng.choice(inside, bar.questions, p=share)]
            hard = np.where(familiar, world.difficulty[questions], other + 0.3 * rng.standard_normal(bar.questions))
            chance = 1 / (1 + np.exp(-1.1 * (able[world.course.cell[questions]] - hard)))
            chance = 0.96 * (1 - (1 - chance) * (1 - 0.95 * familiar * recall[questions]))
            passed += int((rng.random(bar.questions) < chance).sum() >= bar.solved)
        return passed / INTERVIEWS
